// The segments of a channel: one row of the chat table lists them. Writers change it under a condition, so that concurrent ones are harmless.

import { channelOfPartition, channelPartition } from '../db/channel-row.ts';
import { type ChatTableDeps, type Row, readRows } from '../db/chat-table.ts';
import { PutCommand } from '../dynamodb/commands.ts';
import { ConditionalCheckFailedException } from '../dynamodb/dynamodb-errors.ts';

/**
 * A segment: it covers the entries `from` to `to` of the log. Its messages are of `oldest` to `newest` in seconds; a message older than
 * `from` was edited within. `createdAt` is in seconds too, of the oldest part.
 */
export type SegmentRecord = {
  from: number;
  to: number;
  key: string;
  size: number;
  directoryAt: number;
  messages: number;
  oldest: number;
  newest: number;
  createdAt: number;
};

/** The list of one channel; version 0 for one that has no row. */
export type SegmentList = { version: number; segments: readonly SegmentRecord[] };

/** The version of words, format and keys. Segments of another version are not used, and expire. */
export const INDEX_VERSION = 1;

/** How long a segment is used, in seconds. Its object expires a day later, and with it the words of messages that were deleted since. */
const SEGMENT_AGE_MAX = 29 * 24 * 60 * 60;

/** Attempts to change a list: each that fails was overtaken by another one. */
const ATTEMPTS = 5;

export type SegmentListsDeps = ChatTableDeps & { now: () => number };

/** The lists of all channels. */
export class SegmentLists {
  readonly #deps: SegmentListsDeps;

  constructor(deps: SegmentListsDeps) {
    this.#deps = deps;
  }

  /** The lists of some channels, without segments that are too old; an outdated list only costs time. */
  async read(channels: readonly string[], { eventually = true } = {}): Promise<Map<string, SegmentList>> {
    const rows = await readRows(this.#deps, channels.map(listKey), { eventually });
    const usedFrom = this.#deps.now() / 1000 - SEGMENT_AGE_MAX;
    return new Map(rows.map((row) => [channelOfPartition(row.pk), parseList(row, usedFrom)]));
  }

  /** Adds segments, which replace those within them. Returns the keys of the objects that are no longer listed, or not needed. */
  add(channel: string, added: readonly SegmentRecord[]): Promise<string[]> {
    return this.#change(
      channel,
      (segments) => {
        const listed = [...segments];
        for (const one of added) {
          if (listed.some((other) => overlaps(one, other) && !isWithin(other, one))) continue;
          if (listed.some((other) => isWithin(one, other))) continue;
          listed.splice(0, listed.length, ...listed.filter((other) => !isWithin(other, one)), one);
        }
        return listed.sort((a, b) => a.from - b.from);
      },
      added,
    );
  }

  /** Removes segments that cannot be read. */
  remove(channel: string, removed: readonly SegmentRecord[]): Promise<string[]> {
    const keys = new Set(removed.map(({ key }) => key));
    return this.#change(channel, (segments) => segments.filter(({ key }) => !keys.has(key)), []);
  }

  async #change(
    channel: string,
    change: (segments: readonly SegmentRecord[]) => readonly SegmentRecord[],
    added: readonly SegmentRecord[],
  ): Promise<string[]> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const lists = await this.read([channel], { eventually: false });
      const { version, segments } = lists.get(channel) ?? { version: 0, segments: [] };
      const next = change(segments);
      const listed = new Set(next.map(({ key }) => key));
      const unlisted = [...segments, ...added].map(({ key }) => key).filter((key) => !listed.has(key));
      const isSame = next.length === segments.length && segments.every(({ key }) => listed.has(key));
      if (isSame || (await this.#write(channel, version, next))) return unlisted;
    }
    return added.map(({ key }) => key);
  }

  async #write(channel: string, version: number, segments: readonly SegmentRecord[]): Promise<boolean> {
    try {
      await this.#deps.dynamodb.send(
        new PutCommand({
          TableName: this.#deps.chatTable,
          Item: { ...listKey(channel), version: version + 1, index: INDEX_VERSION, segments: JSON.stringify(segments) },
          ConditionExpression: version === 0 ? 'attribute_not_exists(pk)' : 'version = :version',
          ...(version > 0 && { ExpressionAttributeValues: { ':version': version } }),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}

function listKey(channel: string) {
  return { pk: channelPartition(channel), sk: 'search-index' };
}

function parseList({ version, index, segments }: Row, usedFrom: number): SegmentList {
  const listed: SegmentRecord[] = index === INDEX_VERSION ? JSON.parse(String(segments)) : [];
  return { version: Number(version), segments: listed.filter(({ createdAt }) => createdAt >= usedFrom) };
}

function isWithin(inner: SegmentRecord, outer: SegmentRecord): boolean {
  return inner.from >= outer.from && inner.to <= outer.to;
}

function overlaps(one: SegmentRecord, other: SegmentRecord): boolean {
  return one.from <= other.to && other.from <= one.to;
}
