// One standard queue: its messages in the data folder, who has received them, and when they can be seen again.
import { createHash, randomUUID } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import type { Change, Storage } from '../../storage/store.ts';
import type { QueueSettings } from './queue-settings.ts';

/** A message as it is kept. `receipt` is the handle that the last receiver was given. */
export type Message = {
  id: string;
  order: number;
  body: string;
  attributes: Readonly<Record<string, unknown>>;
  sentAt: number;
  visibleAt: number;
  receives: number;
  firstReceivedAt?: number;
  receipt?: string;
};

// Source: SQS quotas, standard queues: 120,000 messages in flight.
const MOST_IN_FLIGHT = 120_000;
const SECOND = 1_000;

/** A queue that survives a restart: nothing is answered before it is on disk. */
export class Queue {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly createdAt: number;
  readonly #clock: Clock;
  readonly #storage: Storage;
  readonly #wakes = new Set<() => void>();
  settings: QueueSettings;
  #last: number;

  constructor(at: { name: string; arn: string; url: string }, settings: QueueSettings, clock: Clock, storage: Storage) {
    this.name = at.name;
    this.arn = at.arn;
    this.url = at.url;
    this.settings = settings;
    this.#clock = clock;
    this.#storage = storage;
    this.createdAt = clock.now();
    this.#last = this.#messages().at(-1)?.order ?? 0;
  }

  async send(
    body: string,
    attributes: Message['attributes'] = {},
    delay = this.settings.DelaySeconds,
  ): Promise<Message> {
    const sizeBytes = Buffer.byteLength(body) + Buffer.byteLength(JSON.stringify(attributes)) - 2;
    if (body === '') throw new AwsError('MissingParameter', 'The request must contain the parameter MessageBody.');
    if (sizeBytes > this.settings.MaximumMessageSize)
      throw new AwsError(
        'InvalidParameterValue',
        `A message may be ${this.settings.MaximumMessageSize} bytes; this is ${sizeBytes}.`,
      );
    const now = this.#clock.now();
    const id = randomUUID();
    const message = {
      id,
      order: this.nextOrder(),
      body,
      attributes,
      sentAt: now,
      visibleAt: now + delay * SECOND,
      receives: 0,
    };
    await this.#storage.commit([this.put(message)]);
    this.wake();
    return message;
  }

  /** Takes up to `most` visible messages away from other receivers for `hiddenSeconds`. */
  async take(most: number, hiddenSeconds: number): Promise<Message[]> {
    const now = this.#clock.now();
    const messages = this.#live();
    const free = MOST_IN_FLIGHT - messages.filter((message) => message.receives > 0 && message.visibleAt > now).length;
    if (free <= 0) throw new AwsError('OverLimit', `More than ${MOST_IN_FLIGHT} messages are in flight.`, 403);
    const taken = messages
      .filter(({ visibleAt }) => visibleAt <= now)
      .slice(0, Math.min(most, free))
      .map((message) => ({
        ...message,
        receives: message.receives + 1,
        firstReceivedAt: message.firstReceivedAt ?? now,
        visibleAt: now + hiddenSeconds * SECOND,
        receipt: `${message.id}/${randomUUID()}`,
      }));
    if (taken.length > 0) await this.#storage.commit(taken.map((message) => this.put(message)));
    return taken;
  }

  /** Deletes by receipt handle. A handle of an earlier receive, or of a message that is gone, is no error (SQS: DeleteMessage). */
  async delete(receipt: string): Promise<void> {
    const message = this.#byReceipt(receipt);
    if (message?.receipt === receipt) await this.#storage.commit([this.drop(message)]);
  }

  async changeVisibility(receipt: string, hiddenSeconds: number): Promise<void> {
    const now = this.#clock.now();
    const message = this.#byReceipt(receipt);
    if (!message || message.receipt !== receipt || message.visibleAt <= now)
      throw new AwsError('MessageNotInflight', 'The message referred to is not in flight.');
    await this.#storage.commit([this.put({ ...message, visibleAt: now + hiddenSeconds * SECOND })]);
    this.wake();
  }

  async purge(): Promise<void> {
    await this.#storage.commit(this.#messages().map((message) => this.drop(message)));
  }

  /** How many messages are visible, in flight and delayed. */
  counts(): { visible: number; inFlight: number; delayed: number } {
    const now = this.#clock.now();
    const hidden = this.#live().filter(({ visibleAt }) => visibleAt > now);
    const inFlight = hidden.filter(({ receives }) => receives > 0).length;
    return { visible: this.#live().length - hidden.length, inFlight, delayed: hidden.length - inFlight };
  }

  /** Resolves when a message may have become visible, at the latest after `waitMs`. */
  change(waitMs: number): Promise<void> {
    const now = this.#clock.now();
    const next = Math.min(
      ...this.#live().map(({ visibleAt }) => (visibleAt > now ? visibleAt - now : Infinity)),
      waitMs,
    );
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        this.#wakes.delete(done);
        resolve();
      };
      const cancel = this.#clock.after(next, done);
      this.#wakes.add(done);
    });
  }

  /** Lets those who wait for a message look again. */
  wake(): void {
    for (const wake of [...this.#wakes]) wake();
  }

  nextOrder(): number {
    this.#last += 1;
    return this.#last;
  }

  put(message: Message): Change {
    return { bucket: this.#bucket, key: message.id, value: message };
  }

  drop(message: Message): Change {
    return { bucket: this.#bucket, key: message.id };
  }

  get #bucket(): string {
    return `sqs/${this.name}`;
  }

  #byReceipt(receipt: string): Message | undefined {
    const id = receipt.split('/')[0] ?? '';
    if (!/^[0-9a-f-]{36}\/[0-9a-f-]{36}$/.test(receipt))
      throw new AwsError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');
    return this.#storage.bucket(this.#bucket).get(id) as Message | undefined;
  }

  /** What has not outlived the queue's retention; the rest is deleted on the way. */
  #live(): Message[] {
    const oldest = this.#clock.now() - this.settings.MessageRetentionPeriod * SECOND;
    const messages = this.#messages();
    const expired = messages.filter(({ sentAt }) => sentAt <= oldest);
    // A disk that refuses now is told again at the next look; nobody waits for it.
    if (expired.length > 0) this.#storage.commit(expired.map((message) => this.drop(message))).catch(() => {});
    return messages.filter(({ sentAt }) => sentAt > oldest);
  }

  #messages(): Message[] {
    const messages = [...this.#storage.bucket(this.#bucket).values()] as Message[];
    return messages.sort((a, b) => a.order - b.order);
  }
}

/** The MD5 of a body, by which an SDK sees that nothing changed on the way. */
export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
