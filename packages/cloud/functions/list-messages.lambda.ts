// `GET /channels/{channel}/messages`: a page of a channel's log, in either direction.
import { parsePageQuery } from '@parley/chat';
import { answering, channelOf, person } from './http.ts';
import { openTables, type Tables } from './services.ts';

/** 200 with `Page`. */
export const history = ({ log, members }: Tables) =>
  answering(async (request) => {
    const reader = person(request);
    const channel = channelOf(request);
    const page = await log.page(channel, parsePageQuery(request.queryStringParameters ?? {}));
    // Asked when the page is read: so nothing is in it that was said after the reader was taken out of the channel.
    await members.allowed(channel, reader, 'read');
    return { status: 200, body: page };
  });

export const handler = history(openTables());
