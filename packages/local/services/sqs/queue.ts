// One standard queue: its messages in the data folder, their receipt handles, and when they become visible again.
import { createHash, randomUUID } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import { ExpiryClock } from '../../expiry-clock.ts';
import type { Change, Storage } from '../../storage/store.ts';
import type { QueueSettings } from './queue-settings.ts';

/** A stored message. `receipt` is the receipt handle of the last receive. */
export type Message = {
  id: string;
  order: number;
  body: string;
  attributes: Readonly<Record<string, unknown>>;
  sentAt: number;
  /** Hidden from this time on; a clock before it was set back since then, and the message is visible. */
  hiddenAt?: number;
  visibleAt: number;
  receives: number;
  firstReceivedAt?: number;
  receipt?: string;
};

// Source: SQS quotas, standard queues: 120,000 messages in flight.
const IN_FLIGHT_MAX = 120_000;
const SECOND = 1_000;

/** A durable queue: every change is on disk before it is acknowledged. */
export class Queue {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly createdAt: number;
  readonly #clock: Clock;
  readonly #expiryClock: ExpiryClock;
  readonly #storage: Storage;
  readonly #waiters = new Set<() => void>();
  settings: QueueSettings;
  #lastOrder: number;

  constructor(at: { name: string; arn: string; url: string }, settings: QueueSettings, clock: Clock, storage: Storage) {
    this.name = at.name;
    this.arn = at.arn;
    this.url = at.url;
    this.settings = settings;
    this.#clock = clock;
    this.#expiryClock = new ExpiryClock(clock, true);
    this.#storage = storage;
    this.createdAt = clock.now();
    this.#lastOrder = this.#messages().at(-1)?.order ?? 0;
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
        `The message is ${sizeBytes} bytes; the queue accepts ${this.settings.MaximumMessageSize}.`,
      );
    const now = this.#clock.now();
    const id = randomUUID();
    const message = {
      id,
      order: this.nextOrder(),
      body,
      attributes,
      sentAt: now,
      hiddenAt: now,
      visibleAt: now + delay * SECOND,
      receives: 0,
    };
    await this.#storage.commit([this.put(message)]);
    this.wake();
    return message;
  }

  /** Receives up to `most` visible messages and hides them from other receivers for `hiddenSeconds`. */
  async receive(most: number, hiddenSeconds: number): Promise<Message[]> {
    const now = this.#clock.now();
    const messages = this.#unexpired();
    const free = IN_FLIGHT_MAX - messages.filter((message) => message.receives > 0 && isHidden(message, now)).length;
    if (free <= 0) throw new AwsError('OverLimit', `More than ${IN_FLIGHT_MAX} messages are in flight.`, 403);
    const received = messages
      .filter((message) => !isHidden(message, now))
      .slice(0, Math.min(most, free))
      .map((message) => ({
        ...message,
        receives: message.receives + 1,
        firstReceivedAt: message.firstReceivedAt ?? now,
        hiddenAt: now,
        visibleAt: now + hiddenSeconds * SECOND,
        receipt: `${message.id}/${randomUUID()}`,
      }));
    if (received.length > 0) await this.#storage.commit(received.map((message) => this.put(message)));
    return received;
  }

  /** Deletes by receipt handle. The handle of an earlier receive, or of a deleted message, is not an error (SQS: DeleteMessage). */
  async delete(receipt: string): Promise<void> {
    const message = this.#byReceipt(receipt);
    if (message?.receipt === receipt) await this.#storage.commit([this.deletion(message)]);
  }

  async changeVisibility(receipt: string, hiddenSeconds: number): Promise<void> {
    const now = this.#clock.now();
    const message = this.#byReceipt(receipt);
    if (!message || message.receipt !== receipt || !isHidden(message, now))
      throw new AwsError('MessageNotInflight', 'The message referred to is not in flight.');
    await this.#storage.commit([this.put({ ...message, hiddenAt: now, visibleAt: now + hiddenSeconds * SECOND })]);
    this.wake();
  }

  async purge(): Promise<void> {
    await this.#storage.commit(this.#messages().map((message) => this.deletion(message)));
  }

  /** The numbers of visible, in-flight and delayed messages. */
  counts(): { visible: number; inFlight: number; delayed: number } {
    const now = this.#clock.now();
    const hidden = this.#unexpired().filter((message) => isHidden(message, now));
    const inFlight = hidden.filter(({ receives }) => receives > 0).length;
    return { visible: this.#unexpired().length - hidden.length, inFlight, delayed: hidden.length - inFlight };
  }

  /** Resolves when a message may have become visible, at the latest after `waitMs`. */
  waitForChange(waitMs: number): Promise<void> {
    const now = this.#clock.now();
    const next = Math.min(
      ...this.#unexpired().map((message) => (isHidden(message, now) ? message.visibleAt - now : Infinity)),
      waitMs,
    );
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        this.#waiters.delete(done);
        resolve();
      };
      const cancel = this.#clock.after(next, done);
      this.#waiters.add(done);
    });
  }

  /** Ends every `waitForChange`. */
  wake(): void {
    for (const wake of [...this.#waiters]) wake();
  }

  nextOrder(): number {
    this.#lastOrder += 1;
    return this.#lastOrder;
  }

  /** The change that stores a message. */
  put(message: Message): Change {
    return { bucket: this.#bucket, key: message.id, value: message };
  }

  /** The change that deletes a message. */
  deletion(message: Message): Change {
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

  /** The messages within the queue's retention period; expired ones are deleted. */
  #unexpired(): Message[] {
    const oldest = this.#expiryClock.now() - this.settings.MessageRetentionPeriod * SECOND;
    const messages = this.#messages();
    const expired = messages.filter(({ sentAt }) => sentAt <= oldest);
    // If the disk fails, the deletion is repeated at the next call; no caller depends on it.
    if (expired.length > 0) this.#storage.commit(expired.map((message) => this.deletion(message))).catch(() => {});
    return messages.filter(({ sentAt }) => sentAt > oldest);
  }

  #messages(): Message[] {
    const messages = [...this.#storage.bucket(this.#bucket).values()] as Message[];
    return messages.sort((a, b) => a.order - b.order);
  }
}

function isHidden({ hiddenAt = Number.NEGATIVE_INFINITY, visibleAt }: Message, now: number): boolean {
  return hiddenAt <= now && now < visibleAt;
}

/** The MD5 of a body, with which SDKs check that it was transferred unchanged. */
export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
