// What a warm function knows of the logs that it appends to, and how it reads the rest.
import { ContentionBackoff } from './contention-backoff.ts';
import type { Log } from './log.ts';
import { LogTail } from './log-tail.ts';

/** Channels that a warm function remembers. A forgotten one costs a read, never a gap. */
const CHANNELS_MAX = 200;

/** The logs of the channels that were used last. */
export class KnownLogs {
  readonly #log: Log;
  readonly #logs = new Map<string, KnownLog>();

  constructor(log: Log) {
    this.#log = log;
  }

  of(channel: string): KnownLog {
    const known = this.#logs.get(channel) ?? new KnownLog(channel, this.#log);
    this.#logs.delete(channel);
    this.#logs.set(channel, known);
    const [oldest] = this.#logs.keys();
    if (this.#logs.size > CHANNELS_MAX && oldest !== undefined) this.#logs.delete(oldest);
    return known;
  }
}

/** The end of a channel's log, and the backoff of its writers. */
export class KnownLog {
  readonly backoff = new ContentionBackoff();
  readonly #channel: string;
  readonly #log: Log;
  #tail: LogTail | undefined;

  constructor(channel: string, log: Log) {
    this.#channel = channel;
    this.#log = log;
  }

  /** The known tail, possibly outdated, if it contains the row of `after`. */
  tail(after: number | undefined): LogTail | undefined {
    return after === undefined || this.#tail?.covers(after) ? this.#tail : undefined;
  }

  /** Reads the log up to its head, from the row of `after` or of the known head on. Undefined when that is not possible. */
  async read(after: number | undefined): Promise<LogTail | undefined> {
    const before = this.#tail?.head.seq;
    const tail = (await this.#extended(after)) ?? (await this.#opened(after));
    if (!tail) return undefined;
    this.backoff.read(before !== undefined && tail.head.seq !== before);
    this.#tail = tail;
    return tail;
  }

  /** Forgets rows that hardly any attempt needs. */
  trim(): void {
    this.#tail?.trim();
  }

  /** The known tail with the rows that follow it; undefined when it does not contain the row of `after`. */
  async #extended(after: number | undefined): Promise<LogTail | undefined> {
    const tail = this.#tail;
    if (!tail || (after !== undefined && after < tail.first)) return undefined;
    const { seq } = tail.head;
    const rows = await this.#log.rowsFrom(this.#channel, seq);
    if (!rows || (seq > 0 && rows[0]?.seq !== seq)) return undefined;
    tail.append(rows);
    return after === undefined || tail.covers(after) ? tail : undefined;
  }

  /**
   * A new tail from the row of `after` on; without it, from the head on. Undefined when that row does not exist or is too far
   * back: what is not read may contain the id, and a row that is not there means that the sender has seen another log.
   */
  async #opened(after: number | undefined): Promise<LogTail | undefined> {
    if (after === undefined) {
      const newest = await this.#log.newestRow(this.#channel);
      return newest ? new LogTail(newest.seq, [newest]) : new LogTail(0, []);
    }
    const rows = await this.#log.rowsFrom(this.#channel, after);
    return rows && (after === 0 || rows[0]?.seq === after) ? new LogTail(after, rows) : undefined;
  }
}
