// `GET /channels/{channel}/messages`: a page of a channel's log, in either direction.
import { parseChannelName, parsePageQuery } from '@parley/chat';
import { answering, person } from './http.ts';
import { openTables, type Tables } from './tables.ts';

/** 200 with `Page`. */
export const history = ({ log, channels }: Tables) =>
  answering(async (request) => {
    person(request);
    const channel = parseChannelName(request.pathParameters?.channel);
    const query = parsePageQuery(request.queryStringParameters ?? {});
    await channels.mustExist(channel);
    return { status: 200, body: await log.page(channel, query) };
  });

export const handler = history(openTables());
