// What a pipe counts, and the few words that it says to whoever started the engine.
import type { Clock } from '../../clock.ts';

/** Counted since the engine's start. */
export type PipeNumbers = {
  /** Records that passed the filter and were tried; each try counts. */
  executions: number;
  /** Tries that the target did not accept. */
  failures: number;
  delivered: number;
  filtered: number;
  deadLettered: number;
  /** Given up with no dead-letter queue: gone. */
  dropped: number;
  /** Bodies that the template may have broken. */
  hazards: number;
};

export function zero(): PipeNumbers {
  return { executions: 0, failures: 0, delivered: 0, filtered: 0, deadLettered: 0, dropped: 0, hazards: 0 };
}

// One failure is daily life; three of one record are news.
const NEWS_FROM_TRIES = 3;
// A target that fails for every second record must not fill the screen.
const SAY_AGAIN_AFTER_MS = 60_000;
// Stands among the numbers of the lanes for what comes before them.
const STREAM = -1;

/** Says once that a target keeps failing, and once that it works again. */
export class News {
  readonly #pipe: string;
  readonly #clock: Clock;
  readonly #say: (line: string) => void;
  readonly #failing = new Set<number>();
  #said = false;
  readonly #quietUntil = { failing: 0, gaveUp: 0 };
  #warned = false;
  reason: string | undefined;

  constructor(pipe: string, clock: Clock, say: (line: string) => void) {
    this.#pipe = pipe;
    this.#clock = clock;
    this.#say = say;
  }

  get failing(): boolean {
    return this.#failing.size > 0;
  }

  /** The stream itself could not be read. */
  unread(reason: string): void {
    this.failed(STREAM, NEWS_FROM_TRIES, reason);
  }

  /** The stream can be read. */
  read(): void {
    if (this.#failing.has(STREAM)) this.passed(STREAM, true);
  }

  failed(lane: number, tries: number, reason: string): void {
    this.reason = reason;
    if (tries < NEWS_FROM_TRIES) return;
    this.#failing.add(lane);
    this.#trouble('failing', `The pipe ${this.#pipe} cannot deliver: ${reason} It keeps trying.`);
  }

  waits(lane: number, reason: string): void {
    this.reason = reason;
    this.#failing.add(lane);
    this.#trouble(
      'failing',
      `The pipe ${this.#pipe} waits: ${reason} Update the connection with a good key, and it goes on.`,
    );
  }

  /** A lane got rid of its record; `delivered` tells whether the target took it. */
  passed(lane: number, delivered: boolean): void {
    this.#failing.delete(lane);
    if (!delivered || this.failing) return;
    this.reason = undefined;
    if (this.#said) this.#say(`The pipe ${this.#pipe} delivers again.`);
    this.#said = false;
  }

  gaveUp(condition: string, whither: string): void {
    this.#trouble(
      'gaveUp',
      `The pipe ${this.#pipe} gave up a record (${condition}: ${this.reason ?? 'no try'}) and ${whither}.`,
    );
  }

  hazard(): void {
    if (this.#warned) return;
    this.#warned = true;
    this.#say(
      `The pipe ${this.#pipe} copied a value with a quote, a backslash or a line break into its input template. ` +
        'AWS does not promise to escape it: the event may be broken or forged. Store such values in base64.',
    );
  }

  #trouble(kind: 'failing' | 'gaveUp', line: string): void {
    if (this.#clock.now() < this.#quietUntil[kind]) return;
    this.#quietUntil[kind] = this.#clock.now() + SAY_AGAIN_AFTER_MS;
    if (kind === 'failing') this.#said = true;
    this.#say(line);
  }
}
