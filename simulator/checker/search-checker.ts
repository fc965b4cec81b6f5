// Checks searches: what they find is readable, current and complete, newest first and each message once.
import { type FoldedMessage, foldMessages } from './fold-messages.ts';
import { SKEW_MS, wasAbsent } from './membership-intervals.ts';
import type { Item, Logs, RecordedEntry, Records, Violation } from './records.ts';

/** What is searched for: words, of which the last may be a beginning, an author, a channel, or messages with files. */
export type RecordedQuery = {
  text: string;
  words: readonly string[];
  isPrefix?: boolean;
  from?: string;
  channel?: string;
  hasFile?: boolean;
};

/** A search that a page has run from `at` to `by`; `isComplete` is whether it has returned everything. */
export type RecordedSearch = {
  tab: string;
  userId: string;
  query: RecordedQuery;
  order: 'newest' | 'best';
  at: number;
  by: number;
  isComplete: boolean;
  messages: readonly { channel: string; entry: RecordedEntry }[];
  /** Whether nothing has changed any more, for a while. */
  isQuiet: boolean;
};

/** What is stored by another function may be found this much later: reads that need not be consistent, and another clock. */
const SETTLED_MS = 10_000;

/** Checks all searches of a run. */
export function checkSearches(
  searches: readonly RecordedSearch[],
  chat: readonly Item[],
  records: Records,
  logs: Logs,
) {
  const memberSince = new Map(
    chat.map(({ pk, sk, joinedAt }) => [`${pk?.S} ${sk?.S}`, Date.parse(String(joinedAt?.S))]),
  );
  const context = {
    memberSince,
    records,
    logs,
    current: new Map([...logs].map(([name, log]) => [name, current(log)])),
  };
  return searches.flatMap((search) => [
    ...checkReadable(search, logs),
    ...checkCurrent(search, context),
    ...checkOrder(search, logs),
    ...checkComplete(search, context),
  ]);
}

type Current = FoldedMessage & { row: RecordedEntry };
type Context = {
  memberSince: ReadonlyMap<string, number>;
  records: Records;
  logs: Logs;
  current: ReadonlyMap<string, readonly Current[]>;
};

function current(log: readonly RecordedEntry[]): Current[] {
  return foldMessages(log).map((one) => ({ ...one, row: log[one.seq - 1] as RecordedEntry }));
}

/** No result is of a channel of which the user was no member during the search. */
function checkReadable({ tab, userId, query, messages, at, by }: RecordedSearch, logs: Logs): Violation[] {
  return messages
    .filter(({ channel }) => wasAbsent(logs.get(channel) ?? [], channel, userId, at, by))
    .map(({ channel, entry }) => ({
      rule: 'searches find only what the user may read',
      description: `${tab} found ${entry.seq} of #${channel} by ${JSON.stringify(query.text)}, and ${userId} was no member.`,
    }));
}

/** No result is deleted, or has a text that was replaced before the search; each matches the query. */
function checkCurrent({ tab, query, messages, at }: RecordedSearch, { logs, records }: Context): Violation[] {
  return messages.flatMap(({ channel, entry }) => {
    const log = logs.get(channel) ?? [];
    const last = log.findLast(
      ({ kind, target, timestamp = '' }) =>
        target === entry.seq && kind !== 'reaction' && Date.parse(timestamp) < at - SKEW_MS,
    );
    const author = records.usernames.get(entry.userId) ?? '';
    const isOutdated = last !== undefined && (entry.changedSeq ?? entry.seq) < last.seq;
    const isMatch = matches(query, entry, channel, author);
    if (!isOutdated && !entry.deleted && isMatch) return [];
    const description = `${tab} found ${JSON.stringify(entry.message)} (${entry.seq} of #${channel}) by ${JSON.stringify(query.text)}; ${last ? `the ${last.kind} ${last.seq} was before` : 'it does not match'}.`;
    return [{ rule: 'searches find no replaced or deleted text', description }];
  });
}

/** Each message is found once; the newest first. Pages of results are ordered by whole seconds. */
function checkOrder({ tab, query, order, messages }: RecordedSearch, logs: Logs): Violation[] {
  const rule = 'searches find each message once, the newest first';
  const names = messages.map(({ channel, entry }) => `${entry.seq} of #${channel}`);
  const repeated = names.filter((name, index) => names.indexOf(name) !== index);
  const times = messages.map(({ channel, entry }) => Date.parse(logs.get(channel)?.[entry.seq - 1]?.timestamp ?? ''));
  const wrong =
    order === 'newest'
      ? names.filter((_, index) => (times[index] ?? 0) > (times[index - 1] ?? Number.POSITIVE_INFINITY) + 1_000)
      : [];
  return [...repeated, ...wrong].map((name) => ({
    rule,
    description: `${tab} found ${name} by ${JSON.stringify(query.text)} twice, or too late.`,
  }));
}

/** A complete search has found every message that matches, of the channels in which the user was all the time. */
function checkComplete(search: RecordedSearch, { memberSince, records, logs, current }: Context): Violation[] {
  const { tab, userId, query, at, isComplete, isQuiet, messages } = search;
  if (!isComplete) return [];
  const found = new Set(messages.map(({ channel, entry }) => `${channel}/${entry.seq}`));
  const isSettled = (timestamp = '') => isQuiet || Date.parse(timestamp) < at - SETTLED_MS;
  return [...current].flatMap(([channel, all]) => {
    const since = memberSince.get(`channel#${channel} member#${userId}`);
    const isMember =
      since !== undefined && (isQuiet || (since < at - SETTLED_MS && !records.left.has(`${userId}/${channel}`)));
    if (!isMember) return [];
    const log = logs.get(channel) ?? [];
    return all
      .filter(({ seq, deleted, text, row }) => {
        const changes = log.filter(({ target, kind }) => target === seq && kind !== 'reaction');
        const isStable = [row, ...changes].every(({ timestamp }) => isSettled(timestamp));
        const author = records.usernames.get(row.userId) ?? '';
        return isStable && !deleted && matches(query, { ...row, message: text }, channel, author);
      })
      .filter(({ seq }) => !found.has(`${channel}/${seq}`))
      .map(({ seq, text }) => ({
        rule: 'searches find every message that matches',
        description: `${tab} did not find ${JSON.stringify(text)} (${seq} of #${channel}) by ${JSON.stringify(query.text)}.`,
      }));
  });
}

/** Whether a message matches, by rules that are independent of the product's code. */
function matches(
  { words, isPrefix, from, channel, hasFile }: RecordedQuery,
  { message = '', files = [] }: RecordedEntry,
  inChannel: string,
  author: string,
): boolean {
  const found = [message, ...files.map(({ name = '' }) => name)].flatMap(wordsOf);
  const isFound = (word: string, index: number) =>
    found.some((one) => (isPrefix && index === words.length - 1 ? one.startsWith(word) : one === word));
  return (
    words.every(isFound) &&
    (from === undefined || from === author) &&
    (channel === undefined || channel === inChannel) &&
    (!hasFile || files.length > 0)
  );
}

/** Words without case and diacritics. */
export function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
  return plain.split(/[^\p{L}\p{N}_]+/u).filter((word) => word !== '');
}
