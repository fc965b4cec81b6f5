// Display names and pictures of users, loaded in batches when a user is first displayed, and refreshed.
import { PROFILES_MAX, type Profile, type ProfileChange } from '@parley/chat';
import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { ProfilesApi } from '../../api/types.ts';
import type { Clock } from '../ports.ts';

/** Users who are first displayed within this time are loaded together: those of one rendering of a timeline. */
export const BATCH_MS = 20;

/** The interval at which all profiles are refreshed, and the delay before a request that failed is retried. */
export const REFRESH_EVERY_MS = 10 * 60_000;
export const RETRY_AFTER_MS = 30_000;

/** Keeps profiles in this browser, for when they cannot be loaded. */
export interface ProfileStorage {
  readProfiles(userIds: readonly string[]): Promise<readonly Profile[]>;
  writeProfiles(profiles: readonly Profile[]): Promise<void>;
}

/** The API is opened when the first users are displayed. */
type ProfilesDeps = {
  openApi: () => Promise<ProfilesApi>;
  clock: Clock;
  openOfflineStorage?: () => Promise<ProfileStorage>;
};

/** The profiles of all users who are displayed. */
export class Profiles {
  readonly self: string;
  readonly #openApi: ProfilesDeps['openApi'];
  readonly #clock: Clock;
  readonly #openStorage: ProfilesDeps['openOfflineStorage'];
  readonly #profiles = new Map<string, Signal<Profile | undefined>>();
  #requested = new Set<string>();
  #cancel: (() => void) | undefined;
  #stopped = false;

  constructor(self: string, { openApi, clock, openOfflineStorage }: ProfilesDeps) {
    this.self = self;
    this.#openApi = openApi;
    this.#clock = clock;
    this.#openStorage = openOfflineStorage;
  }

  /** The profile of a user, which is loaded at the first call; undefined until then. */
  of(userId: string): ReadonlySignal<Profile | undefined> {
    const known = this.#profiles.get(userId);
    if (known) return known;
    const added = signal<Profile | undefined>(undefined);
    this.#profiles.set(userId, added);
    this.#requested.add(userId);
    this.#loadIn(BATCH_MS);
    return added;
  }

  /** The display name of a user, or the username where there is none. */
  nameOf({ userId, username }: { userId: string; username: string }): string {
    return this.#profiles.get(userId)?.peek()?.displayName ?? username;
  }

  /** Loads the user's own profile. */
  async loadOwn(): Promise<Profile> {
    return this.#apply(await (await this.#openApi()).readProfile());
  }

  /** Changes the user's own display name or picture, or removes one; throws an error that the page can display. */
  async change(change: ProfileChange): Promise<void> {
    this.#apply(await (await this.#openApi()).changeProfile(change));
  }

  /** Stops all requests. */
  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  #loadIn(ms: number): void {
    this.#cancel?.();
    if (!this.#stopped) this.#cancel = this.#clock.after(ms, () => void this.#load());
  }

  async #load(): Promise<void> {
    // Without a new user, all profiles are refreshed.
    const userIds = [...(this.#requested.size > 0 ? this.#requested : this.#profiles.keys())];
    this.#requested = new Set();
    try {
      for (let from = 0; from < userIds.length; from += PROFILES_MAX)
        await this.#loadBatch(userIds.slice(from, from + PROFILES_MAX));
      this.#loadIn(this.#requested.size > 0 ? BATCH_MS : REFRESH_EVERY_MS);
    } catch {
      // Until the retry, users are displayed with their usernames and initials.
      for (const userId of userIds) this.#requested.add(userId);
      await this.#restore(userIds.filter((userId) => !this.#profiles.get(userId)?.peek())).catch(() => undefined);
      this.#loadIn(RETRY_AFTER_MS);
    }
  }

  async #loadBatch(userIds: readonly string[]): Promise<void> {
    const listed = await (await this.#openApi()).listProfiles(userIds);
    const found = new Map(listed.map((profile) => [profile.userId, profile]));
    const profiles = userIds.map((userId) => this.#apply(found.get(userId) ?? { userId }));
    // A browser that keeps nothing is no reason to load them again.
    this.#openStorage?.()
      .then((storage) => (this.#stopped ? undefined : storage.writeProfiles(profiles)))
      .catch(() => undefined);
  }

  async #restore(userIds: readonly string[]): Promise<void> {
    const storage = await this.#openStorage?.();
    for (const profile of (await storage?.readProfiles(userIds)) ?? []) this.#apply(profile);
  }

  #apply(profile: Profile): Profile {
    const known = this.#profiles.get(profile.userId) ?? signal<Profile | undefined>(undefined);
    this.#profiles.set(profile.userId, known);
    // A profile that has not changed is not rendered again.
    if (JSON.stringify(known.peek()) !== JSON.stringify(profile)) known.value = profile;
    return profile;
  }
}
