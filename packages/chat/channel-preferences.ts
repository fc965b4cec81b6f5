// What a user has chosen for channels of their list: favourites, channels whose messages are not counted in the sidebar, and notifications.
import { parseBoolean, parseSingleField } from './fields.ts';
import type { NotificationSettings } from './notifications.ts';

/** The most favourites of one user, and the most channels without a badge. */
export const CHANNEL_PREFERENCES_MAX = 450;

/**
 * The names of the user's favourites, and of the channels that the user has muted: only mentions are counted there. `notifications` is
 * missing while they are the default. `version` counts the changes.
 */
export type ChannelPreferences = {
  version: number;
  favourites: string[];
  mutedChannels: string[];
  notifications?: NotificationSettings;
};

/** The preferences of a user who has chosen nothing. */
export const NO_PREFERENCES: ChannelPreferences = { version: 0, favourites: [], mutedChannels: [] };

/** The body of `PATCH /users/me/channels/{channel}`, one change at a time. */
export type ChannelPreferenceChange = { favourite: boolean } | { muted: boolean };

/** Reads a change of the preferences of one channel. */
export function parseChannelPreferenceChange(input: unknown): ChannelPreferenceChange {
  const [name, value] = parseSingleField(input, ['favourite', 'muted']);
  return name === 'favourite' ? { favourite: parseBoolean(name, value) } : { muted: parseBoolean(name, value) };
}
