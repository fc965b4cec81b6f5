// Lanes: records of one partition key go through the same lane, one after the other; lanes do not wait for each other.

/** Does the work of a lane for one record; the next one of this lane waits until it resolves. */
export type Work<T> = (job: T, lane: number) => Promise<void>;

/** A fixed number of lanes, each with its queue. */
export class Lanes<T> {
  readonly #queues: T[][];
  readonly #busy: boolean[];
  readonly #work: Work<T>;
  #closed = false;

  constructor(count: number, work: Work<T>) {
    this.#queues = Array.from({ length: count }, () => []);
    this.#busy = Array.from({ length: count }, () => false);
    this.#work = work;
  }

  /** Puts a job behind the others of its key. */
  push(key: string, job: T): void {
    const lane = hash(key) % this.#queues.length;
    this.#queues[lane]?.push(job);
    if (!this.#busy[lane]) void this.#run(lane);
  }

  /** Begins no further job. */
  close(): void {
    this.#closed = true;
  }

  async #run(lane: number): Promise<void> {
    const queue = this.#queues[lane] ?? [];
    this.#busy[lane] = true;
    // Taken from the front in slices, as shifting a long list again and again is slow.
    while (queue.length > 0 && !this.#closed) {
      for (const job of queue.splice(0, queue.length)) {
        if (this.#closed) break;
        await this.#work(job, lane);
      }
    }
    this.#busy[lane] = false;
  }
}

/** FNV-1a: spreads well, and gives each key the same lane at every start. */
function hash(key: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) {
    value ^= key.charCodeAt(at);
    value = Math.imul(value, 0x01000193);
  }
  return value >>> 0;
}
