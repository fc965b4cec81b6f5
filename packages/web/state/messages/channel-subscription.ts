// An ear: one channel heard on the path of its epoch, without a gap when the epoch goes on.
import { sentence } from '../../errors.ts';
import type { Clock, Events, Hearing } from '../ports.ts';

/**
 * Waits before a path that was refused is asked for again, in milliseconds; the last one stays. By then the answer to `refused`
 * has most likely told of another epoch, or that the channel is none of this person's any longer.
 */
export const ASK_AGAIN_MS: readonly number[] = [5_000, 20_000, 60_000];

/** Whether a channel is heard, and why not. */
export type Heard = { state: Hearing; problem?: string };

/**
 * What an ear needs. `live` is called whenever a path begins to be heard, as what came before was heard by nobody; once it
 * has resolved, the path of the epoch before is left. `refused` is called when a path may not be heard.
 */
export type EarWorld = {
  events: Pick<Events, 'subscribe'>;
  clock: Clock;
  path: (epoch: number) => string;
  heard: (event: unknown) => void;
  live?: () => Promise<unknown>;
  refused?: () => void;
  watch?: (now: Heard) => void;
};

/** Hears a channel from one epoch to the next. */
export class Ear {
  readonly #world: EarWorld;
  #epoch = -1;
  #asked: object | undefined;
  #stop: (() => void) | undefined;
  // The paths of earlier epochs, heard until nothing can be missing.
  #before: (() => void)[] = [];
  #refusals = 0;
  #callOff: (() => void) | undefined;

  constructor(world: EarWorld) {
    this.#world = world;
  }

  /** Hears the channel in this epoch. An epoch never comes again, so an earlier one is old news. */
  hear(epoch: number): void {
    if (epoch <= this.#epoch) return;
    this.#epoch = epoch;
    this.#refusals = 0;
    this.#ask();
  }

  /** Hears nothing more. */
  stop(): void {
    this.#callOff?.();
    this.#stop?.();
    this.#stop = undefined;
    this.#asked = undefined;
    this.#epoch = -1;
    this.#leave(this.#before.splice(0));
  }

  #ask(): void {
    this.#callOff?.();
    if (this.#stop) this.#before.push(this.#stop);
    const asked = {};
    this.#asked = asked;
    const { events, path, heard } = this.#world;
    this.#stop = events.subscribe(path(this.#epoch), heard, (state, error) => {
      if (this.#asked === asked) this.#watched(state, error);
    });
  }

  #watched(state: Hearing, error: unknown): void {
    this.#world.watch?.(error === undefined ? { state } : { state, problem: sentence(error) });
    if (state === 'live') void this.#live();
    if (state === 'refused') this.#refused();
  }

  async #live(): Promise<void> {
    this.#callOff?.();
    this.#refusals = 0;
    const before = [...this.#before];
    // Whatever becomes of it: a read that failed is tried again by whoever reads.
    await this.#world.live?.().catch(() => undefined);
    this.#leave(before);
  }

  #refused(): void {
    this.#callOff?.();
    const wait = ASK_AGAIN_MS[Math.min(this.#refusals++, ASK_AGAIN_MS.length - 1)] as number;
    this.#callOff = this.#world.clock.after(wait, () => this.#ask());
    this.#world.refused?.();
  }

  #leave(paths: readonly (() => void)[]): void {
    this.#before = this.#before.filter((stop) => !paths.includes(stop));
    for (const stop of paths) stop();
  }
}
