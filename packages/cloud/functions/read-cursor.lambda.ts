// Moves a user's read cursor of a channel forward, on this or another device.
import { parseReadCursor } from '@parley/chat';
import { ApiError } from '../errors.ts';
import { authenticatedUser, channelName, httpHandler, jsonBody, type RouteHandlers } from './http.ts';
import { openServices, type Services } from './services.ts';

export const handlers = ({ members, log, reads, mentions }: Services) =>
  ({
    async moveReadCursor(request) {
      const reader = authenticatedUser(request);
      const channel = channelName(request);
      const seq = parseReadCursor(jsonBody(request));
      const { arrived } = await members.allowed(channel, reader, 'read');
      if (!arrived) await members.arrive(reader);
      const position = await log.place(channel, seq);
      if (!position) throw new ApiError(409, 'beyond-head', `#${channel} has no entry ${seq} yet.`);
      const cursor = await reads.move(reader, channel, position);
      await mentions.forget(reader, channel, cursor.seq);
      return { status: 200, body: { readSeq: cursor.seq, readCount: cursor.count } };
    },
  }) satisfies RouteHandlers;

export const handler = httpHandler(handlers(openServices()));
