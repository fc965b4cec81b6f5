// Favourites and muted channels of a user: two sets of names in the row of the user's read cursors, which every sync reads.
import {
  CHANNEL_PREFERENCES_MAX,
  type ChannelPreferenceChange,
  type ChannelPreferences,
  parseNotificationSettings,
  type User,
} from '@parley/chat';
import { ApiError } from '../errors.ts';
import type { RateLimitWrite } from './rate-limits.ts';
import { cursorsKey } from './read-cursors.ts';

/** The attributes of the two sets. */
const FAVOURITES = 'favourites';
const MUTED = 'mutedChannels';

/** Reads the preferences in the row of cursors. */
export function parsePreferences(row: Record<string, unknown>): ChannelPreferences {
  const names = (value: unknown) => [...((value as ReadonlySet<string> | undefined) ?? [])].sort();
  return {
    version: (row['preferencesVersion'] as number | undefined) ?? 0,
    favourites: names(row[FAVOURITES]),
    mutedChannels: names(row[MUTED]),
    ...(row['notifications'] !== undefined && { notifications: parseNotificationSettings(row['notifications']) }),
  };
}

/** Adds a channel to one of the sets, or removes it from it. Twice is once, except for the version. */
export function preferenceWrite(
  chatTable: string,
  user: Pick<User, 'userId'>,
  channel: string,
  change: ChannelPreferenceChange,
): RateLimitWrite {
  const [names, on] = 'favourite' in change ? [FAVOURITES, change.favourite] : [MUTED, change.muted];
  const set = { ':channel': new Set([channel]), ':one': 1 };
  const update = { TableName: chatTable, Key: cursorsKey(user), ExpressionAttributeNames: { '#names': names } };
  return {
    write: {
      Update: on
        ? {
            ...update,
            UpdateExpression: 'ADD #names :channel, preferencesVersion :one',
            ConditionExpression:
              'attribute_exists(cursors) AND (attribute_not_exists(#names) OR size(#names) < :max OR contains(#names, :name))',
            ExpressionAttributeValues: { ...set, ':max': CHANNEL_PREFERENCES_MAX, ':name': channel },
          }
        : {
            ...update,
            UpdateExpression: 'DELETE #names :channel ADD preferencesVersion :one',
            ConditionExpression: 'attribute_exists(cursors)',
            ExpressionAttributeValues: set,
          },
    },
    error: tooManyPreferences,
  };
}

/** The error of a user who has as many favourites, or muted channels, as possible. */
export function tooManyPreferences(): ApiError {
  const sentence = `You have ${CHANNEL_PREFERENCES_MAX} of these channels, which is the limit. Remove one first.`;
  return new ApiError(409, 'too-many-preferences', sentence);
}
