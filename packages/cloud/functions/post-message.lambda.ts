// `POST /channels/{channel}/messages`: stores what a person says, edits, deletes or reacts with, and answers with its entry.
import { parseNewEntry } from '@parley/chat';
import { MESSAGES_PER_MINUTE, required } from '../environment.ts';
import { answering, body, channelOf, person } from './http.ts';
import { openTables, type Tables } from './services.ts';

/** 201 with the new entry; 200 with the first one when it was sent before. */
export const append = ({ writer }: Tables) =>
  answering(async (request) => {
    const channel = channelOf(request);
    const posted = parseNewEntry(body(request));
    const { entry, first } = await writer.append(channel, posted, person(request));
    return { status: first ? 201 : 200, body: entry };
  });

export const handler = append(openTables({ messagesPerMinute: Number(required(MESSAGES_PER_MINUTE)) }));
