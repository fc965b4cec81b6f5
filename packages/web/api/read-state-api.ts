// The part of the HTTP API about what the user has read, and has chosen for channels and notifications.
import type { ChannelPreferences } from '@parley/chat';
import { type HttpApiDeps, listOf, request, unexpectedAnswer } from './request.ts';
import type { ReadPosition, ReadStateApi } from './types.ts';

/** Makes the calls that move read cursors and choose favourites. */
export function readStateApi(deps: HttpApiDeps): ReadStateApi {
  return {
    async moveReadCursor(channel, body) {
      return parsePosition(await request(deps, 'moveReadCursor', { channel }, { body, keepalive: true }));
    },
    async markUnread(channel, body) {
      return parsePosition(await request(deps, 'markUnread', { channel }, { body }));
    },
    async markAllRead(positions) {
      const body = { channels: Object.fromEntries(positions) };
      const { channels } = await request(deps, 'markAllRead', {}, { body });
      return new Map(Object.entries((channels ?? {}) as object).map(([name, one]) => [name, parsePosition(one)]));
    },
    async changeChannelPreference(channel, body) {
      return parsePreferences((await request(deps, 'changeChannelPreference', { channel }, { body }))['preferences']);
    },
    async changeNotifications(body) {
      return parsePreferences((await request(deps, 'changeNotifications', {}, { body }))['preferences']);
    },
  };
}

function parsePosition(input: unknown): ReadPosition {
  const position = (input ?? {}) as ReadPosition;
  const { readSeq, readCount, readVersion = 0 } = position;
  if (![readSeq, readCount, readVersion].every(Number.isSafeInteger)) throw unexpectedAnswer('readSeq');
  return position;
}

/** Reads the preferences for channels. */
export function parsePreferences(input: unknown): ChannelPreferences {
  const { version, favourites, mutedChannels, notifications } = (input ?? {}) as ChannelPreferences;
  if (!Number.isSafeInteger(version)) throw unexpectedAnswer('preferences');
  return {
    version,
    favourites: listOf('favourites', favourites),
    mutedChannels: listOf('mutedChannels', mutedChannels),
    // Parsed where they are used, by code that is loaded on demand.
    ...(notifications !== undefined && { notifications }),
  };
}
