// Messages that are read from the log: what no segment contains yet.
import type { Entry, Message } from '@parley/chat';
import type { LogDeps } from '../db/log.ts';
import { entriesAt, entriesBetween, newestEntriesAfter } from '../db/log-ranges.ts';
import { indexMessages } from './index-terms.ts';
import type { LogRange } from './log-blocks.ts';
import type { TermIndex } from './postings.ts';

/** The messages of a part of a log in their current state, by seq, and their terms. `head` is the seq of the newest entry that was read. */
export type ScannedMessages = { messages: ReadonlyMap<number, Message>; terms: TermIndex; first: number; head: number };

/** Reads a range of a log. */
export async function scanRange(deps: LogDeps, channel: string, range: LogRange): Promise<ScannedMessages> {
  return scan(deps, channel, await entriesBetween(deps, channel, range), range.from);
}

/** Reads the newest entries after a seq. */
export async function scanNewest(
  deps: LogDeps,
  channel: string,
  { after, limit }: { after: number; limit: number },
): Promise<ScannedMessages> {
  return scan(deps, channel, await newestEntriesAfter(deps, channel, { after, limit }), after + 1);
}

/**
 * An entry that gives an earlier message another text is indexed as that message is now: so the segments and the rest of the log
 * together have each message with its current text, whenever they were made.
 */
async function scan(deps: LogDeps, channel: string, entries: readonly Entry[], from: number): Promise<ScannedMessages> {
  const messages = new Map(entries.flatMap((entry) => (entry.kind === 'message' ? [[entry.seq, entry] as const] : [])));
  const targets = new Set(entries.flatMap(targetOf).filter((seq) => !messages.has(seq)));
  const changed = await entriesAt(
    deps,
    [...targets].map((seq) => ({ channel, seq })),
  );
  for (const entry of changed) if (entry.kind === 'message') messages.set(entry.seq, entry);
  const seqs = entries.map(({ seq }) => seq);
  return {
    messages,
    terms: indexMessages(messages.values()),
    first: seqs.length > 0 ? Math.min(...seqs) : from,
    head: seqs.length > 0 ? Math.max(...seqs) : from - 1,
  };
}

// Reactions, deletions and pins add no text.
function targetOf(entry: Entry): number[] {
  return entry.kind === 'edit' ? [entry.target] : [];
}
