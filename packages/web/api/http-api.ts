// The HTTP API, as the page asks it.
import { type Entry, type MissedEntries, parseEntry } from '@parley/chat';
import type { Api } from '../state/ports.ts';
import { moderationApi, parseChannel, roomsApi } from './channels-api.ts';
import { ask, at, type Door, listOf, strange } from './request.ts';

/** Makes the HTTP API out of its address. */
export function httpApi(door: Door): Api {
  return {
    ...roomsApi(door),
    ...moderationApi(door),
    async sync({ channels: asked }) {
      const { channels, missed } = await ask(door, 'POST', '/sync', { channels: Object.fromEntries(asked) });
      const parts = Object.entries((missed ?? {}) as Record<string, unknown>);
      return {
        channels: listOf('channels', channels).map(parseChannel),
        missed: Object.fromEntries(parts.map(([name, part]) => [name, parseMissed(part)])),
      };
    },
    async read(channel, seq) {
      await ask(door, 'PUT', `${at(channel)}/read`, { seq });
    },
    async page(channel, query) {
      const asked = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
      const { entries, head, more } = await ask(door, 'GET', `${at(channel)}/messages?${asked}`);
      if (!Array.isArray(entries) || !Number.isSafeInteger(head)) throw strange('a page of messages');
      return { entries: entries.map(parseEntry), head: head as number, more: more === true };
    },
    async post(channel, entry): Promise<Entry> {
      return parseEntry(await ask(door, 'POST', `${at(channel)}/messages`, entry));
    },
  };
}

function parseMissed(input: unknown): MissedEntries {
  const { complete, entries: parts, head, more, from } = (input ?? {}) as Record<string, unknown>;
  if (!Array.isArray(parts) || !Number.isSafeInteger(head)) throw strange('what was missed');
  const entries = parts.map(parseEntry);
  if (complete === true) return { complete, entries, head: head as number, more: more === true };
  if (!Number.isSafeInteger(from)) throw strange('what was missed');
  return { complete: false, from: from as number, entries, head: head as number };
}
