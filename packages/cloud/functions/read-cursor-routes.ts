// Moves a user's read cursor of a channel forward, on this or another device.
import { parseReadCursor } from '@parley/chat';
import { ApiError } from '../errors.ts';
import { channelName, jsonBody, type RouteHandlers, tokenUser } from './http.ts';
import type { Services } from './services.ts';

export const readCursorRoutes = ({ members, log, readCursors, mentions }: Services) =>
  ({
    async moveReadCursor(request) {
      const reader = tokenUser(request);
      const channel = channelName(request);
      const seq = parseReadCursor(jsonBody(request));
      const { enrolled } = await members.authorize(channel, reader, 'read');
      if (!enrolled) await members.identify(reader);
      const position = await log.position(channel, seq);
      if (!position) throw new ApiError(409, 'beyond-head', `#${channel} has no entry ${seq} yet.`);
      let cursor = await readCursors.move(reader, channel, position);
      if (!cursor) {
        // The rows of a user of an early version are moved when they are read.
        await members.rowsOf(reader);
        cursor = await readCursors.move(reader, channel, position);
      }
      if (!cursor) throw new Error(`User ${reader.userId} has no read cursors.`);
      await mentions.delete(reader, channel, cursor.seq);
      return { status: 200, body: { readSeq: cursor.seq, readCount: cursor.count } };
    },
  }) satisfies RouteHandlers;
