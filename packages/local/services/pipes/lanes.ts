// Lanes: records of one partition key are processed in one lane, in order; lanes run independently.

/** Processes one record of a lane; the next record of the lane waits until it resolves. */
export type Work<T> = (job: T, lane: number) => Promise<void>;

/** A fixed number of lanes, each with a queue. */
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

  /** Appends a job to the lane of its key. */
  push(key: string, job: T): void {
    const lane = laneOf(key, this.#queues.length);
    this.#queues[lane]?.push(job);
    if (!this.#busy[lane]) void this.#run(lane);
  }

  /** Starts no further job. */
  close(): void {
    this.#closed = true;
  }

  async #run(lane: number): Promise<void> {
    const queue = this.#queues[lane] ?? [];
    this.#busy[lane] = true;
    // Jobs are taken in slices, because shifting a long array repeatedly is slow.
    while (queue.length > 0 && !this.#closed) {
      for (const job of queue.splice(0, queue.length)) {
        if (this.#closed) break;
        await this.#work(job, lane);
      }
    }
    this.#busy[lane] = false;
  }
}

/** The lane of a key. FNV-1a: distributes well, and assigns each key to the same lane at every start. */
export function laneOf(key: string, lanes: number): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) {
    value ^= key.charCodeAt(at);
    value = Math.imul(value, 0x01000193);
  }
  return (value >>> 0) % lanes;
}
