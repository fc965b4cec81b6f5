// The metrics of a pipe, and the reporter of its status to the operator.
import type { Clock } from '../../clock.ts';

/** Counters since the start of the engine. */
export type PipeMetrics = {
  /** Attempts to deliver a record that passed the filter. */
  executions: number;
  /** Attempts that the target did not accept. */
  failures: number;
  delivered: number;
  filtered: number;
  deadLettered: number;
  /** Records given up without a dead-letter queue, and lost. */
  dropped: number;
  /** Bodies with unescaped values, which may be invalid. */
  unsafeBodies: number;
};

export function emptyMetrics(): PipeMetrics {
  return { executions: 0, failures: 0, delivered: 0, filtered: 0, deadLettered: 0, dropped: 0, unsafeBodies: 0 };
}

// A single failure is normal; from three attempts on one record, failures are reported.
const REPORTED_FROM_ATTEMPT = 3;
// A target that fails for every second record must not flood the log.
const REPORT_INTERVAL_MS = 60_000;
// A lane number for the stream itself.
const STREAM = -1;

/** Reports once that a target keeps failing, and once that it works again. */
export class StatusReporter {
  readonly #pipe: string;
  readonly #clock: Clock;
  readonly #say: (line: string) => void;
  readonly #failing = new Set<number>();
  #reported = false;
  readonly #quietUntil = { failing: Number.NEGATIVE_INFINITY, gaveUp: Number.NEGATIVE_INFINITY };
  #reportedUnsafe = false;
  reason: string | undefined;

  constructor(pipe: string, clock: Clock, say: (line: string) => void) {
    this.#pipe = pipe;
    this.#clock = clock;
    this.#say = say;
  }

  get failing(): boolean {
    return this.#failing.size > 0;
  }

  /** The stream could not be read. */
  streamFailed(reason: string): void {
    this.failed(STREAM, REPORTED_FROM_ATTEMPT, reason);
  }

  /** The stream was read. */
  streamRead(): void {
    if (this.#failing.has(STREAM)) this.completed(STREAM, true);
  }

  /** An attempt failed. */
  failed(lane: number, attempts: number, reason: string): void {
    this.reason = reason;
    if (attempts < REPORTED_FROM_ATTEMPT) return;
    this.#failing.add(lane);
    this.#report('failing', `The pipe ${this.#pipe} cannot deliver: ${reason} It keeps retrying.`);
  }

  /** A lane waits for its connection to be authorized. */
  blocked(lane: number, reason: string): void {
    this.reason = reason;
    this.#failing.add(lane);
    this.#report(
      'failing',
      `The pipe ${this.#pipe} waits: ${reason} Update the connection with a valid key to continue.`,
    );
  }

  /** A lane completed a record; `delivered` is whether the target accepted it. */
  completed(lane: number, delivered: boolean): void {
    this.#failing.delete(lane);
    if (!delivered || this.failing) return;
    this.reason = undefined;
    if (this.#reported) this.#say(`The pipe ${this.#pipe} delivers again.`);
    this.#reported = false;
  }

  /** A record was given up. `outcome` is what happened to it. */
  gaveUp(condition: string, outcome: string): void {
    this.#report(
      'gaveUp',
      `The pipe ${this.#pipe} gave up a record (${condition}: ${this.reason ?? 'no attempt'}) and ${outcome}.`,
    );
  }

  /** A body contained unescaped values. */
  unsafeBody(): void {
    if (this.#reportedUnsafe) return;
    this.#reportedUnsafe = true;
    this.#say(
      `The pipe ${this.#pipe} inserted a value with a quote, a backslash or a line break into its input template. ` +
        'AWS does not guarantee to escape it: the event may be invalid or forged. Store such values in base64.',
    );
  }

  #report(kind: 'failing' | 'gaveUp', line: string): void {
    if (this.#clock.monotonic() < this.#quietUntil[kind]) return;
    this.#quietUntil[kind] = this.#clock.monotonic() + REPORT_INTERVAL_MS;
    if (kind === 'failing') this.#reported = true;
    this.#say(line);
  }
}
