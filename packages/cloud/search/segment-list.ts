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

/** The list of one channel; version 0 for one that has no row. Entries up to `expiredTo` have expired: they have no segments and are not searched. */
export type SegmentList = { version: number; segments: readonly SegmentRecord[]; expiredTo: number };

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
      (segments, expiredTo) => {
        const listed = [...segments];
        for (const one of added) {
          if (one.to <= expiredTo) continue;
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

  /** Replaces segments by those without what has expired up to a seq. */
  expire(
    channel: string,
    expiredTo: number,
    replaced: readonly SegmentRecord[],
    added: readonly SegmentRecord[],
  ): Promise<string[]> {
    const keys = new Set(replaced.map(({ key }) => key));
    const change = (segments: readonly SegmentRecord[]) =>
      [
        ...segments.filter(({ key }) => !keys.has(key)),
        // Another one may have taken the place meanwhile.
        ...added.filter((one) =>
          segments.some(({ key, from, to }) => keys.has(key) && from === one.from && to === one.to),
        ),
      ].sort((a, b) => a.from - b.from);
    return this.#change(channel, change, added, expiredTo);
  }

  async #change(
    channel: string,
    change: (segments: readonly SegmentRecord[], expiredTo: number) => readonly SegmentRecord[],
    added: readonly SegmentRecord[],
    expired = 0,
  ): Promise<string[]> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const lists = await this.read([channel], { eventually: false });
      const { version, segments, expiredTo: known } = lists.get(channel) ?? { version: 0, segments: [], expiredTo: 0 };
      const expiredTo = Math.max(known, expired);
      const next = change(segments, expiredTo);
      const listed = new Set(next.map(({ key }) => key));
      const unlisted = [...segments, ...added].map(({ key }) => key).filter((key) => !listed.has(key));
      const isSame =
        expiredTo === known && next.length === segments.length && segments.every(({ key }) => listed.has(key));
      if (isSame || (await this.#write(channel, version, next, expiredTo))) return unlisted;
    }
    return added.map(({ key }) => key);
  }

  async #write(
    channel: string,
    version: number,
    segments: readonly SegmentRecord[],
    expiredTo: number,
  ): Promise<boolean> {
    try {
      await this.#deps.dynamodb.send(
        new PutCommand({
          TableName: this.#deps.chatTable,
          Item: {
            ...listKey(channel),
            version: version + 1,
            index: INDEX_VERSION,
            segments: JSON.stringify(segments),
            ...(expiredTo > 0 && { expiredTo }),
          },
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

function parseList({ version, index, segments, expiredTo = 0 }: Row, usedFrom: number): SegmentList {
  const listed: SegmentRecord[] = index === INDEX_VERSION ? JSON.parse(String(segments)) : [];
  const used = listed.filter(({ createdAt }) => createdAt >= usedFrom);
  return { version: Number(version), segments: used, expiredTo: Number(expiredTo) };
}

function isWithin(inner: SegmentRecord, outer: SegmentRecord): boolean {
  return inner.from >= outer.from && inner.to <= outer.to;
}

function overlaps(one: SegmentRecord, other: SegmentRecord): boolean {
  return one.from <= other.to && other.from <= one.to;
}
