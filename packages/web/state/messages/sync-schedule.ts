// When it is asked what was missed: at once, soon for all who want to know, and every minute anyway.
import type { Clock } from '../ports.ts';

/** How often it is asked whether anything was missed while the page is in view. */
export const ASK_EVERY_MS = 60_000;

/**
 * The least between two questions that others can cause. A window that is clicked at comes into view and into focus at once,
 * and anybody may say that there is a new channel as often as they like: one question is enough for all.
 */
export const ASK_AGAIN_AFTER_MS = 2_000;

/** Asks, and sees to it that it is asked again. */
export class Asking {
  readonly #clock: Clock;
  readonly #question: () => Promise<void>;
  #askedAt = 0;
  #callOff: (() => void) | undefined;
  #soon = false;
  #closed = false;

  constructor(clock: Clock, question: () => Promise<void>) {
    this.#clock = clock;
    this.#question = question;
  }

  /** Whether the last question is so fresh that another would bring nothing. */
  get fresh(): boolean {
    const age = this.#clock.now() - this.#askedAt;
    // A clock that was set back makes nothing fresh.
    return age >= 0 && age <= ASK_AGAIN_AFTER_MS;
  }

  /** Asks at once. When it fails, the status line tells of the connection; it is asked again. */
  async now(): Promise<void> {
    this.#callOff?.();
    this.#soon = false;
    this.#askedAt = this.#clock.now();
    await this.#question().catch(() => undefined);
    if (!this.#soon) this.later();
  }

  /** Asks at once, or when the last question is no longer so fresh. */
  soon(): void {
    if (this.#closed || this.#soon) return;
    if (!this.fresh) return void this.now();
    this.#soon = true;
    this.#callOff?.();
    const wait = this.#askedAt + ASK_AGAIN_AFTER_MS - this.#clock.now() + 1;
    this.#callOff = this.#clock.after(wait, () => void this.now());
  }

  /** Asks in a minute. */
  later(): void {
    this.#callOff?.();
    if (this.#closed) return;
    this.#callOff = this.#clock.after(ASK_EVERY_MS, () => {
      if (globalThis.document?.visibilityState === 'hidden') this.later();
      else void this.now();
    });
  }

  /** Asks nothing more. */
  close(): void {
    this.#closed = true;
    this.#callOff?.();
  }
}
