// The SQS service: its queues, and the redrive of messages to dead-letter queues.
import type { Clock } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import type { Storage } from '../../storage/store.ts';
import { ACCOUNT, REGION } from '../resource-ids.ts';
import { type Message, Queue } from './queue.ts';
import type { QueueSettings } from './queue-settings.ts';

/** The host of SQS in AWS. */
export const SQS_HOST = `sqs.${REGION}.amazonaws.com`;

/** `signal` aborts when the receiver disconnects. */
export type ReceiveOptions = { most: number; hiddenSeconds: number; waitMs: number; signal?: AbortSignal };

/** The queues of an engine. */
export class Sqs {
  readonly #clock: Clock;
  readonly #storage: Storage;
  readonly #queues = new Map<string, Queue>();

  constructor({ clock, storage }: { clock: Clock; storage: Storage }) {
    this.#clock = clock;
    this.#storage = storage;
  }

  /** Creates a queue, or reopens the one of this name in the data folder. */
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

  /** The queue of an ARN. */
  queue(queueArn: string): Queue | undefined {
    return this.#byArn(queueArn);
  }

  /** Whether there is a queue with this ARN. */
  has(queueArn: string): boolean {
    return this.#byArn(queueArn) !== undefined;
  }

  /** Sends a message to a queue; resolves when the message is on disk. */
  async send(queueArn: string, body: string, attributes: Message['attributes'] = {}): Promise<void> {
    const queue = this.#byArn(queueArn);
    if (!queue) throw noSuchQueue();
    await queue.send(body, attributes);
  }

  /**
   * Receives messages, and waits for one if there is none. Messages that were received too often are moved to the dead-letter
   * queue instead.
   */
  async receive(queue: Queue, { most, hiddenSeconds, waitMs, signal }: ReceiveOptions): Promise<Message[]> {
    const end = this.#clock.monotonic() + waitMs;
    signal?.addEventListener('abort', () => queue.wake(), { once: true });
    for (;;) {
      // A message received by a client that has disconnected would be hidden for nothing.
      if (signal?.aborted) return [];
      const received = await queue.receive(most, hiddenSeconds);
      const kept = await this.#redrive(queue, received);
      const left = end - this.#clock.monotonic();
      if (kept.length > 0 || left <= 0) return kept;
      if (kept.length === received.length) await queue.waitForChange(left);
    }
  }

  /** The queue of a URL; AWS's address and the local one both end in its name. */
  byUrl(url: unknown): Queue {
    const queue = typeof url === 'string' ? this.#queues.get(url.split('/').at(-1) ?? '') : undefined;
    if (!queue) throw noSuchQueue();
    return queue;
  }

  get queues(): readonly Queue[] {
    return [...this.#queues.values()];
  }

  /** Moves messages to the dead-letter queue in one commit, so that none is ever in both queues or in neither. */
  async #redrive(queue: Queue, received: Message[]): Promise<Message[]> {
    const policy = queue.settings.RedrivePolicy;
    const deadLetterQueue = policy && this.#byArn(policy.deadLetterTargetArn);
    if (!deadLetterQueue) return received;
    const exhausted = received.filter(({ receives }) => receives > policy.maxReceiveCount);
    if (exhausted.length > 0) {
      const now = this.#clock.now();
      const moved = exhausted.map(({ receipt: _, firstReceivedAt: __, ...message }) => message);
      await this.#storage.commit([
        ...exhausted.map((message) => queue.deletion(message)),
        ...moved.map((message) =>
          deadLetterQueue.put({
            ...message,
            order: deadLetterQueue.nextOrder(),
            hiddenAt: now,
            visibleAt: now,
            receives: 0,
          }),
        ),
      ]);
      deadLetterQueue.wake();
    }
    return received.filter((message) => !exhausted.includes(message));
  }

  #byArn(arn: string): Queue | undefined {
    return this.queues.find((queue) => queue.arn === arn);
  }
}

function noSuchQueue(): AwsError {
  return new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
}
