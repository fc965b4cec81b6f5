// The client of the HTTP API: calls its routes and validates their responses.
import { type Entry, type ListedChannel, type MissedEntries, type PresenceAnswer, parseEntry } from '@parley/chat';
import { channelsApi, parseChannel } from './channels-api.ts';
import { parsePreferences, readStateApi } from './read-state-api.ts';
import { type HttpApiDeps, listOf, request, unexpectedAnswer } from './request.ts';
import type { Api } from './types.ts';

/** Makes the client of an HTTP API. */
export function httpApi(deps: HttpApiDeps): Api {
  return {
    ...channelsApi(deps),
    ...readStateApi(deps),
    request: (...call) => request(deps, ...call),
    async sync({ channels: asked, known, ...others }) {
      const body = { channels: Object.fromEntries(asked), known: Object.fromEntries(known), ...others };
      const { username, channels, preferences, missed, presence, ...own } = await request(deps, 'sync', {}, { body });
      const parts = Object.entries((missed ?? {}) as Record<string, unknown>);
      if (typeof username !== 'string') throw unexpectedAnswer('username');
      return {
        username,
        channels: listOf('channels', channels).map(parseListed),
        ...(preferences !== undefined && { preferences: parsePreferences(preferences) }),
        // Parsed by code that is loaded on demand.
        ...(presence !== undefined && { presence: presence as PresenceAnswer }),
        threads: Number(own['threads'] ?? 0),
        saved: Number(own['saved'] ?? 0),
        missed: Object.fromEntries(parts.map(([name, part]) => [name, parseMissed(part)])),
      };
    },
    async listMessages(channel, query) {
      const { entries, head, more } = await request(
        deps,
        'listMessages',
        { channel },
        { query: Object.fromEntries(Object.entries(query).map(([key, value]) => [key, String(value)])) },
      );
      if (!Array.isArray(entries) || !Number.isSafeInteger(head)) throw unexpectedAnswer('entries');
      return { entries: entries.map(parseEntry), head: head as number, more: more === true };
    },
    async postMessage(channel, entry, after): Promise<Entry> {
      return parseEntry(await request(deps, 'postMessage', { channel }, { body: { ...entry, after } }));
    },
  };
}

function parseListed(input: unknown): ListedChannel {
  const { name, unchanged } = (input ?? {}) as Record<string, unknown>;
  return unchanged === true && typeof name === 'string' ? { name, unchanged } : parseChannel(input);
}

function parseMissed(input: unknown): MissedEntries {
  const { complete, entries: parts, head, more, from } = (input ?? {}) as Record<string, unknown>;
  if (!Array.isArray(parts) || !Number.isSafeInteger(head)) throw unexpectedAnswer('missed');
  const entries = parts.map(parseEntry);
  if (complete === true) return { complete, entries, head: head as number, more: more === true };
  if (!Number.isSafeInteger(from)) throw unexpectedAnswer('missed');
  return { complete: false, from: from as number, entries, head: head as number };
}
