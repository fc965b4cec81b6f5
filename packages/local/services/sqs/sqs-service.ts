// Amazon SQS on the laptop: its queues, and moving what nobody could handle to the dead-letter queue.
import type { Clock } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import type { Storage } from '../../storage/store.ts';
import { ACCOUNT, REGION } from '../resource-ids.ts';
import { type Message, Queue } from './queue.ts';
import type { QueueSettings } from './queue-settings.ts';

/** The host at which AWS answers for SQS. */
export const SQS_HOST = `sqs.${REGION}.amazonaws.com`;

export type Receive = { most: number; hiddenSeconds: number; waitMs: number; gone?: AbortSignal };

/** All queues of the engine. */
export class Sqs {
  readonly #clock: Clock;
  readonly #storage: Storage;
  readonly #queues = new Map<string, Queue>();

  constructor({ clock, storage }: { clock: Clock; storage: Storage }) {
    this.#clock = clock;
    this.#storage = storage;
  }

  /** Makes a queue, or takes up the one that the data folder still holds under this name. */
  create(name: string, settings: QueueSettings): Queue {
    const at = {
      name,
      arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`,
      url: `https://${SQS_HOST}/${ACCOUNT}/${name}`,
    };
    const queue = new Queue(at, settings, this.#clock, this.#storage);
    this.#queues.set(name, queue);
    return queue;
  }

  /** Whether there is a queue with this ARN. */
  has(queueArn: string): boolean {
    return this.#byArn(queueArn) !== undefined;
  }

  /** Puts a message into a queue; resolves when it is on disk. */
  async send(queueArn: string, body: string, attributes: Message['attributes'] = {}): Promise<void> {
    const queue = this.#byArn(queueArn);
    if (!queue) throw noSuchQueue();
    await queue.send(body, attributes);
  }

  /** Takes messages, and waits for one if there is none; what was received too often goes to the dead-letter queue first. */
  async receive(queue: Queue, { most, hiddenSeconds, waitMs, gone }: Receive): Promise<Message[]> {
    const end = this.#clock.now() + waitMs;
    gone?.addEventListener('abort', () => queue.wake(), { once: true });
    for (;;) {
      // A message taken for somebody who has hung up would be hidden for nothing.
      if (gone?.aborted) return [];
      const taken = await queue.take(most, hiddenSeconds);
      const kept = await this.#keep(queue, taken);
      const left = end - this.#clock.now();
      if (kept.length > 0 || left <= 0) return kept;
      if (kept.length === taken.length) await queue.change(left);
    }
  }

  /** The queue that a URL names; AWS's address and the laptop's both end in its name. */
  byUrl(url: unknown): Queue {
    const queue = typeof url === 'string' ? this.#queues.get(url.split('/').at(-1) ?? '') : undefined;
    if (!queue) throw noSuchQueue();
    return queue;
  }

  get queues(): readonly Queue[] {
    return [...this.#queues.values()];
  }

  /** One commit moves a message: it is never in both queues and never in neither. */
  async #keep(queue: Queue, taken: Message[]): Promise<Message[]> {
    const policy = queue.settings.RedrivePolicy;
    const dead = policy && this.#byArn(policy.deadLetterTargetArn);
    if (!dead) return taken;
    const worn = taken.filter(({ receives }) => receives > policy.maxReceiveCount);
    if (worn.length > 0) {
      const now = this.#clock.now();
      const moved = worn.map(({ receipt: _, firstReceivedAt: __, ...message }) => message);
      await this.#storage.commit([
        ...worn.map((message) => queue.drop(message)),
        ...moved.map((message) => dead.put({ ...message, order: dead.nextOrder(), visibleAt: now, receives: 0 })),
      ]);
      dead.wake();
    }
    return taken.filter((message) => !worn.includes(message));
  }

  #byArn(arn: string): Queue | undefined {
    return this.queues.find((queue) => queue.arn === arn);
  }
}

function noSuchQueue(): AwsError {
  return new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
}
