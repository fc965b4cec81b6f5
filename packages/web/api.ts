// The HTTP API, as the page asks it.
import { type Channel, type Entry, type Missed, parseEntry } from '@parley/chat';
import { ask, type Door, strange } from './door.ts';
import type { Api } from './state/world.ts';

/** Makes the HTTP API out of its address. */
export function httpApi(door: Door): Api {
  return {
    async createChannel(name) {
      return parseChannel(await ask(door, 'POST', '/channels', { name }));
    },
    async sync({ channels: asked }) {
      const { channels, missed } = await ask(door, 'POST', '/sync', { channels: Object.fromEntries(asked) });
      if (!Array.isArray(channels)) throw strange('a list of channels');
      const parts = Object.entries((missed ?? {}) as Record<string, unknown>);
      return {
        channels: channels.map(parseChannel),
        missed: Object.fromEntries(parts.map(([name, part]) => [name, parseMissed(part)])),
      };
    },
    async read(channel, seq) {
      await ask(door, 'PUT', `/channels/${encodeURIComponent(channel)}/read`, { seq });
    },
    async page(channel, query) {
      const asked = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
      const { entries, head, more } = await ask(door, 'GET', `${messages(channel)}?${asked}`);
      if (!Array.isArray(entries) || !Number.isSafeInteger(head)) throw strange('a page of messages');
      return { entries: entries.map(parseEntry), head: head as number, more: more === true };
    },
    async post(channel, entry): Promise<Entry> {
      return parseEntry(await ask(door, 'POST', messages(channel), entry));
    },
  };
}

function messages(channel: string): string {
  return `/channels/${encodeURIComponent(channel)}/messages`;
}

function parseChannel(input: unknown): Channel {
  const channel = (input ?? {}) as Channel;
  const { name, kind, title, topic, standing, epoch, slowSeconds, head, count, read, readCount, mentions } = channel;
  const numbers = [epoch, slowSeconds, head, count, read, readCount, mentions];
  if (![name, kind, title, topic, standing].every((text) => typeof text === 'string')) throw strange('a channel');
  if (!numbers.every(Number.isSafeInteger)) throw strange('a channel');
  return channel;
}

function parseMissed(input: unknown): Missed {
  const { complete, entries: parts, head, more, from } = (input ?? {}) as Record<string, unknown>;
  if (!Array.isArray(parts) || !Number.isSafeInteger(head)) throw strange('what was missed');
  const entries = parts.map(parseEntry);
  if (complete === true) return { complete, entries, head: head as number, more: more === true };
  if (!Number.isSafeInteger(from)) throw strange('what was missed');
  return { complete: false, from: from as number, entries, head: head as number };
}
