// Favourites, muted channels and notifications of the user, the same on all devices.
import {
  type ChannelPreferenceChange,
  type ChannelPreferences,
  NO_PREFERENCES,
  type NotificationChange,
  userPath,
} from '@parley/chat';
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Api } from '../../api/types.ts';
import type { Events } from '../ports.ts';

type PreferencesDeps = {
  api: Pick<Api, 'changeChannelPreference' | 'changeNotifications'>;
  events: Pick<Events, 'publish'>;
};

/** The preferences of the signed-in user for channels. */
export class Preferences {
  readonly #userId: string;
  readonly #deps: PreferencesDeps;
  readonly #current = signal<ChannelPreferences>(NO_PREFERENCES);

  constructor(userId: string, deps: PreferencesDeps) {
    this.#userId = userId;
    this.#deps = deps;
  }

  /** The newest preferences that are known. */
  get current(): ReadonlySignal<ChannelPreferences> {
    return this.#current;
  }

  /** Applies what the server has returned, unless it is older than what is known. */
  apply(preferences: ChannelPreferences): void {
    if (preferences.version > this.#current.peek().version) this.#current.value = preferences;
  }

  /** Whether a channel is one of the favourites. */
  isFavourite(channel: string): boolean {
    return this.#current.value.favourites.includes(channel);
  }

  /** Whether only mentions are counted in a channel. */
  isMuted(channel: string): boolean {
    return this.#current.value.mutedChannels.includes(channel);
  }

  /** Changes what is chosen for a channel; throws an error that the page can display. */
  async change(channel: string, change: ChannelPreferenceChange): Promise<void> {
    this.#changed(await this.#deps.api.changeChannelPreference(channel, change));
  }

  /** Changes what is chosen for notifications; throws an error that the page can display. */
  async changeNotifications(change: NotificationChange): Promise<void> {
    this.#changed(await this.#deps.api.changeNotifications(change));
  }

  #changed(preferences: ChannelPreferences): void {
    this.apply(preferences);
    // Devices that do not receive the signal learn it with their next sync.
    this.#deps.events.publish(userPath(this.#userId), [{ kind: 'list-changed' }]).catch(() => undefined);
  }
}
