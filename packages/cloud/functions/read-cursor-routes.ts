// How far a user has read: cursors that move forward, messages that are marked as unread, and what is chosen for a channel.
import { parseChannelPreferenceChange, parseReadCursor, parseReadCursors, parseUnreadMark } from '@parley/chat';
import { beyondHead } from '../channels/read-state.ts';
import type { Cursor } from '../db/read-cursors.ts';
import { channelName, jsonBody, type RouteHandlers, tokenUser } from './http.ts';
import type { Services } from './services.ts';

export const readCursorRoutes = ({ members, log, readCursors, mentions, readState }: Services) =>
  ({
    async moveReadCursor(request) {
      const reader = tokenUser(request);
      const channel = channelName(request);
      const { seq, version } = parseReadCursor(jsonBody(request));
      const { enrolled } = await members.authorize(channel, reader, 'read');
      if (!enrolled) await members.identify(reader);
      const position = await log.position(channel, seq);
      if (!position) throw beyondHead(seq);
      let cursor = await readCursors.move(reader, channel, position, version);
      if (!cursor) {
        // The rows of a user of an early version are moved when they are read.
        await members.rowsOf(reader);
        cursor = await readCursors.move(reader, channel, position, version);
      }
      if (!cursor) throw new Error(`User ${reader.userId} has no read cursors.`);
      await mentions.delete(reader, channel, cursor.seq);
      return { status: 200, body: viewOf(cursor) };
    },

    async markUnread(request) {
      const position = parseUnreadMark(jsonBody(request));
      const cursor = await readState.markUnread(tokenUser(request), channelName(request), position);
      return { status: 200, body: viewOf(cursor) };
    },

    async markAllRead(request) {
      const cursors = await readState.markAllRead(tokenUser(request), parseReadCursors(jsonBody(request)));
      const channels = Object.fromEntries([...cursors].map(([name, cursor]) => [name, viewOf(cursor)]));
      return { status: 200, body: { channels } };
    },

    async changeChannelPreference(request) {
      const change = parseChannelPreferenceChange(jsonBody(request));
      const preferences = await readState.changePreference(tokenUser(request), channelName(request), change);
      return { status: 200, body: { preferences } };
    },
  }) satisfies RouteHandlers;

function viewOf({ seq: readSeq, count: readCount, version: readVersion }: Cursor) {
  return { readSeq, readCount, ...(readVersion !== undefined && { readVersion }) };
}
