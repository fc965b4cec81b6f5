// `POST /channels/{channel}/messages`: stores what a person says and answers with its entry.
import { parseChannelName, parseNewMessage } from '@parley/chat';
import { answering, body, person } from './http.ts';
import { openTables } from './tables.ts';

const { log, channels } = openTables();

/** 201 with the new entry; 200 with the first one when the message was sent before. */
export const handler = answering(async (request) => {
  const channel = parseChannelName(request.pathParameters?.channel);
  const message = parseNewMessage(body(request));
  await channels.mustExist(channel);
  const { entry, first } = await log.append(channel, message, person(request));
  return { status: first ? 201 : 200, body: entry };
});
