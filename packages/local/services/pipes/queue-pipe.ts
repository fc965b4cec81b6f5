// A pipe that reads a queue: messages that the target accepts are deleted, others become visible again.
// Source: EventBridge User Guide, "Amazon SQS as a source".
import { type Queue, QueuePoller, type QueueRecord, withParsedBody } from '../sqs/index.ts';
import { type AttemptContext, attempt } from './pipe-delivery.ts';

type QueuePipeDeps = Omit<AttemptContext, 'stopped'>;

/** A pipe from a queue. It reads nothing until `start`. */
export class QueuePipe {
  readonly #deps: QueuePipeDeps;
  readonly #poller: QueuePoller;
  #stop = new AbortController();

  constructor(queue: Queue, deps: QueuePipeDeps) {
    this.#deps = deps;
    const { clock, sqs, settings } = deps;
    const { batchSize, windowMs, filter } = settings;
    this.#poller = new QueuePoller({
      clock,
      sqs,
      queue,
      batchSize,
      windowMs,
      accepts: (record) => filter(withParsedBody(record)),
      consume: (records) => this.#deliver(records),
    });
  }

  /** A queue has no position to begin at. */
  async initialize(): Promise<void> {}

  start(): void {
    if (!this.#poller.running) this.#stop = new AbortController();
    this.#poller.start();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#poller.stop();
  }

  /** A message that waits for its connection becomes visible again by itself. */
  wake(): void {}

  get running(): boolean {
    return this.#poller.running;
  }

  get backlog(): { waiting: number; iteratorAgeMs: number } {
    return { waiting: this.#poller.inFlight, iteratorAgeMs: 0 };
  }

  /** Returns the records that failed. */
  async #deliver(records: readonly QueueRecord[]): Promise<readonly QueueRecord[]> {
    const { metrics, reporter } = this.#deps;
    const failed: QueueRecord[] = [];
    for (const record of records) {
      const reason = await this.#attempt(record);
      if (reason === undefined) {
        metrics.delivered += 1;
        reporter.completed(0, true);
      } else {
        failed.push(record);
        reporter.failed(0, Number(record.attributes['ApproximateReceiveCount']), reason);
      }
    }
    return failed;
  }

  /** The reason for which a message was not delivered. Paths of templates look into the body when it is JSON. */
  async #attempt(record: QueueRecord): Promise<string | undefined> {
    try {
      const result = await attempt(withParsedBody(record), { ...this.#deps, stopped: this.#stop.signal });
      return result.delivered ? undefined : result.reason;
    } catch (error) {
      return (error as Error).message;
    }
  }
}
