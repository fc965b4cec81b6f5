// `PUT /channels/{channel}/read`: takes in up to where a person has read a channel, on this or another device.
import { parseReadCursor } from '@parley/chat';
import { ApiError } from '../errors.ts';
import { answering, body, channelOf, person } from './http.ts';
import { openTables, type Tables } from './services.ts';

/** 200 with `{ read, readCount }` as they stand then, which is further on when another device is. */
export const read = (tables: Tables) =>
  answering(async (request) => {
    const reader = person(request);
    const channel = channelOf(request);
    const seq = parseReadCursor(body(request));
    const { arrived } = await tables.members.allowed(channel, reader, 'read');
    if (!arrived) await tables.members.arrive(reader);
    const place = await tables.log.place(channel, seq);
    if (!place) throw new ApiError(409, 'beyond-head', `#${channel} has no entry ${seq} yet, so nobody has seen it.`);
    const cursor = await tables.reads.move(reader, channel, place);
    await tables.mentions.forget(reader, channel, cursor.seq);
    return { status: 200, body: { readSeq: cursor.seq, readCount: cursor.count } };
  });

export const handler = read(openTables());
