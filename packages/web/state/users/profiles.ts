// Who people say they are: names and pictures, asked for when somebody is first shown, many at once, and again after a while.
import { PROFILES_MAX, type Profile, type ProfileChange } from '@parley/chat';
import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Clock } from '../ports.ts';

/** Whoever is shown within this time is asked for together: what one drawing of a timeline brings. */
export const GATHER_MS = 20;

/** How often it is asked whether anybody has chosen something else, and how soon again when the answer did not come. */
export const ASK_EVERY_MS = 10 * 60_000;
export const ASK_AGAIN_MS = 30_000;

/** The HTTP API about names and pictures. */
export interface PeopleApi {
  me(): Promise<Profile>;
  change(change: ProfileChange): Promise<Profile>;
  profiles(userIds: readonly string[]): Promise<Profile[]>;
}

/** The names and pictures of everybody who is shown. */
export class People {
  readonly self: string;
  readonly #api: PeopleApi;
  readonly #clock: Clock;
  readonly #known = new Map<string, Signal<Profile | undefined>>();
  #wanted = new Set<string>();
  #callOff: (() => void) | undefined;
  #closed = false;

  constructor(self: string, { api, clock }: { api: PeopleApi; clock: Clock }) {
    this.self = self;
    this.#api = api;
    this.#clock = clock;
  }

  /** What somebody chose; undefined while it is not known. Asks for it the first time. */
  of(userId: string): ReadonlySignal<Profile | undefined> {
    const known = this.#known.get(userId);
    if (known) return known;
    const fresh = signal<Profile | undefined>(undefined);
    this.#known.set(userId, fresh);
    this.#wanted.add(userId);
    this.#askIn(GATHER_MS);
    return fresh;
  }

  /** How somebody is called just now. */
  nameOf({ userId, username }: { userId: string; username: string }): string {
    return this.#known.get(userId)?.peek()?.displayName ?? username;
  }

  /** One's own profile as it is this moment. */
  async me(): Promise<Profile> {
    return this.#take(await this.#api.me());
  }

  /** Chooses a name or a picture, or takes one back; throws what the person then reads. */
  async change(change: ProfileChange): Promise<void> {
    this.#take(await this.#api.change(change));
  }

  /** Asks nothing any more. */
  close(): void {
    this.#closed = true;
    this.#callOff?.();
  }

  #askIn(ms: number): void {
    this.#callOff?.();
    if (!this.#closed) this.#callOff = this.#clock.after(ms, () => void this.#ask());
  }

  async #ask(): Promise<void> {
    // Nobody is newly shown: it is time to ask for all again.
    const wanted = [...(this.#wanted.size > 0 ? this.#wanted : this.#known.keys())];
    this.#wanted = new Set();
    try {
      for (let from = 0; from < wanted.length; from += PROFILES_MAX)
        await this.#askFor(wanted.slice(from, from + PROFILES_MAX));
      this.#askIn(this.#wanted.size > 0 ? GATHER_MS : ASK_EVERY_MS);
    } catch {
      // Until it comes, people are shown by username and initials.
      for (const userId of wanted) this.#wanted.add(userId);
      this.#askIn(ASK_AGAIN_MS);
    }
  }

  async #askFor(userIds: readonly string[]): Promise<void> {
    const found = new Map((await this.#api.profiles(userIds)).map((profile) => [profile.userId, profile]));
    for (const userId of userIds) this.#take(found.get(userId) ?? { userId });
  }

  #take(profile: Profile): Profile {
    const known = this.#known.get(profile.userId) ?? signal<Profile | undefined>(undefined);
    this.#known.set(profile.userId, known);
    const { displayName, picture } = known.peek() ?? {};
    // What is the same is not drawn again.
    if (!known.peek() || displayName !== profile.displayName || picture !== profile.picture) known.value = profile;
    return profile;
  }
}
