// Checks threads: what a root says of its replies, what pages display, what is unread, and who follows a thread.
import { type FoldedMessage, foldMessages } from './fold-messages.ts';
import {
  type Item,
  isInChannel,
  keysOf,
  type Logs,
  type RecordedEntry,
  type Records,
  type Violation,
} from './records.ts';
import { followedRows, followersRows, type ListedThreads, type ThreadRecords } from './thread-records.ts';

/** The authors whom a root names. */
const AUTHORS_MAX = 5;

/** A choice, a mention and a membership whose times differ by less may have been stored in another order. */
const UNCERTAIN_MS = 60_000;

/** Checks all of them. */
export function checkThreads(threads: ThreadRecords, records: Records, logs: Logs): Violation[] {
  return [
    ...[...logs].flatMap(([channel, log]) => [...checkRoots(channel, log), ...checkCounts(channel, log)]),
    ...checkDisplayed(threads, logs),
    ...checkListed('thread unread count is exact', threads.listed, threads.chat, logs),
    ...checkListed('thread unread count is exact', threads.listedAfterReading, threads.chatAfterReading, logs),
    ...checkReadAll(threads, logs),
    ...checkReads(threads),
    ...checkFollowers(threads, records, logs),
  ];
}

/** The replies of each root in a log. */
export function threadsOf(log: readonly RecordedEntry[]): Map<number, RecordedEntry[]> {
  return Map.groupBy(
    log.filter(({ kind, thread }) => kind === 'message' && thread !== undefined),
    ({ thread = 0 }) => thread,
  );
}

/** Replies are numbered 1, 2, 3 and so on, and the root has their number, the time of the newest one and the newest authors. */
function checkRoots(channel: string, log: readonly RecordedEntry[]): Violation[] {
  const rule = 'a root counts its replies';
  const violations: Violation[] = [];
  const threads = threadsOf(log);
  for (const [root, replies] of threads) {
    const wrong = replies.findIndex(({ threadCount }, index) => threadCount !== index + 1);
    if (wrong >= 0) {
      const { seq = 0, threadCount = 0 } = replies[wrong] ?? {};
      const description = `${seq} of #${channel} is reply ${wrong + 1} of ${root}, and has the number ${threadCount}.`;
      violations.push({ rule, description });
    }
  }
  for (const { seq, kind, thread, replies } of log) {
    const own = threads.get(seq) ?? [];
    const authors = [...new Set(own.toReversed().map(({ userId }) => userId))].slice(0, AUTHORS_MAX).reverse();
    const expected = own.length === 0 ? undefined : [own.length, own.at(-1)?.timestamp, authors];
    const actual = replies && [replies.count, replies.last, replies.userIds];
    const isRoot = own.length === 0 || (kind === 'message' && thread === undefined);
    if (isRoot && JSON.stringify(expected) === JSON.stringify(actual)) continue;
    const description = `${seq} of #${channel} has ${JSON.stringify(actual)}; its replies are ${JSON.stringify(expected)}.`;
    violations.push({ rule, description });
  }
  return violations;
}

/** Each entry has the number of messages in the channel up to it, without replies that are only in a thread. */
function checkCounts(channel: string, log: readonly RecordedEntry[]): Violation[] {
  let count = 0;
  return log.flatMap((entry) => {
    count += isInChannel(entry) ? 1 : 0;
    if (entry.count === count) return [];
    const description = `${entry.seq} of #${channel} counts ${entry.count} messages; there are ${count}.`;
    return [{ rule: 'replies are not counted in the channel', description }];
  });
}

/** A page displays the root and every reply, in order, as they are stored. */
function checkDisplayed({ displayed }: ThreadRecords, logs: Logs): Violation[] {
  return displayed.flatMap(({ tab, channel, root, entries }) => {
    const log = logs.get(channel) ?? [];
    const stored = foldMessages(log).filter(({ seq }) => seq === root || log[seq - 1]?.thread === root);
    const shown = foldMessages(entries);
    const difference = firstDifference(stored, shown);
    const count = log[root - 1]?.replies?.count;
    const shownCount = entries.find(({ seq }) => seq === root)?.replies?.count;
    if (difference === undefined && count === shownCount) return [];
    const what = difference ?? `${shownCount} replies instead of ${count}`;
    return [{ rule: 'a thread is displayed completely', description: `${tab} in ${root} of #${channel}: ${what}.` }];
  });
}

function firstDifference(expected: readonly FoldedMessage[], actual: readonly FoldedMessage[]): string | undefined {
  for (let index = 0; index < Math.max(expected.length, actual.length); index += 1) {
    const [one, other] = [JSON.stringify(expected[index]), JSON.stringify(actual[index])];
    if (one !== other) return `${other} instead of ${one}`;
  }
  return undefined;
}

/**
 * A page lists the threads of the user's rows, each with the replies after the one that is read. Replies of the reader that are the newest
 * ones may be missing: a page counts its own when it loads the list again.
 */
function checkListed(rule: string, listed: readonly ListedThreads[], chat: readonly Item[], logs: Logs): Violation[] {
  const rows = followedRows(chat);
  const keys = keysOf(chat);
  const threads = new Map([...logs].map(([channel, log]) => [channel, threadsOf(log)]));
  return listed.flatMap(({ tab, userId, threads: shown }) => {
    const own = rows.filter((row) => row.userId === userId && keys.has(`channel#${row.channel} member#${userId}`));
    const nameOf = (one: { channel: string; root: number }) => `${one.root} of #${one.channel}`;
    const missing = own.filter((row) => !shown.some((one) => nameOf(one) === nameOf(row)));
    const wrong = shown.flatMap((one) => {
      const row = own.find((other) => nameOf(other) === nameOf(one));
      if (!row) return [`${tab} lists ${nameOf(one)}, which its user does not follow.`];
      const replies = threads.get(one.channel)?.get(one.root) ?? [];
      const others = replies.findLastIndex((reply) => reply.userId !== userId) + 1;
      const [most, least] = [replies.length, others].map((count) => Math.max(0, count - row.read));
      if (one.unread === most || (one.unread < (most ?? 0) && one.unread >= (least ?? 0))) return [];
      return [`${tab} shows ${one.unread} unread in ${nameOf(one)}; ${most} follow reply ${row.read}.`];
    });
    return [...missing.map((row) => `${tab} does not list ${nameOf(row)}, which its user follows.`), ...wrong].map(
      (description) => ({ rule, description }),
    );
  });
}

/** Who has displayed a followed thread to its end has read it, on all devices. */
function checkReadAll({ displayed, listedAfterReading, chatAfterReading }: ThreadRecords, logs: Logs): Violation[] {
  const rule = 'a thread that is displayed is read';
  const rows = followedRows(chatAfterReading);
  const unread = listedAfterReading
    .flatMap(({ threads, ...reader }) => threads.map((one) => ({ ...reader, ...one })))
    .filter((one) => one.unread > 0 && displayed.some((other) => isSameThread(one, other)))
    .map(
      ({ tab, channel, root, unread }) => `${tab} shows ${unread} unread in ${root} of #${channel}, which was read.`,
    );
  const behind = displayed.flatMap((one) => {
    const row = rows.find((other) => isSameThread(one, other));
    const count = logs.get(one.channel)?.[one.root - 1]?.replies?.count ?? 0;
    if (!row || row.read === count) return [];
    return [`${one.userId} has read ${one.root} of #${one.channel} up to ${count}; the table has ${row.read}.`];
  });
  return [...unread, ...new Set(behind)].map((description) => ({ rule, description }));
}

type UserThread = { userId: string; channel: string; root: number };

function isSameThread(one: UserThread, other: UserThread): boolean {
  return one.userId === other.userId && one.channel === other.channel && one.root === other.root;
}

/** What was acknowledged as read stays read. */
function checkReads({ acknowledgedReads, chat }: ThreadRecords): Violation[] {
  return followedRows(chat).flatMap(({ userId, channel, root, read }) => {
    const acknowledged = acknowledgedReads.get(`${userId}/${channel}/${root}`) ?? 0;
    if (read >= acknowledged) return [];
    const description = `${userId} has read ${root} of #${channel} up to ${acknowledged}; the table has ${read}.`;
    return [{ rule: 'what is read of a thread is kept', description }];
  });
}

/**
 * The followers of a thread are those who replied, are mentioned in it, wrote its root or chose to follow it, without those who chose to
 * end it; and each follower, and no other user, has the thread in their list. Users who were ever taken out of the channel are left out.
 */
function checkFollowers({ choices, mentions, chat }: ThreadRecords, { left, usernames, edits }: Records, logs: Logs) {
  const followed = followedRows(chat);
  const keys = keysOf(chat);
  const followers = new Map(followersRows(chat).map((row) => [`${row.channel}/${row.root}`, row.userIds]));
  const violations: Violation[] = [];
  for (const [channel, log] of logs)
    for (const { seq: root, userId: rootAuthor } of log.filter(({ kind }) => kind === 'message')) {
      const replies = threadsOf(log).get(root) ?? [];
      const actual = followers.get(`${channel}/${root}`) ?? [];
      for (const userId of usernames.keys()) {
        if (left.has(`${userId}/${channel}`) || !keys.has(`channel#${channel} member#${userId}`)) continue;
        const isFollower = actual.includes(userId);
        const isListed = followed.some((row) => isSameThread(row, { userId, channel, root }));
        const ofUser = (one: { userId: string; channel: string; root: number }) =>
          isSameThread(one, { userId, channel, root });
        const own = choices.filter(ofUser);
        const takesPart =
          replies.some((reply) => reply.userId === userId) || (replies.length > 0 && rootAuthor === userId);
        const isMentioned =
          mentions.some(ofUser) ||
          edits.some(
            (one) =>
              one.channel === channel &&
              log[one.target - 1]?.thread === root &&
              one.text.includes(`@${usernames.get(userId)}`),
          );
        const names = `${userId} ${isFollower ? 'is' : 'is not'} a follower of ${root} of #${channel}, and`;
        if (isFollower !== isListed)
          violations.push({
            rule: 'followers have the thread in their list',
            description: `${names} ${isListed ? 'has' : 'does not have'} it in the list.`,
          });
        const expected = expectedFollower(own, takesPart, isMentioned, replies, userId);
        if (expected !== undefined && expected !== isFollower)
          violations.push({
            rule: 'followers are those who take part',
            description: `${names} ${takesPart ? 'takes' : 'does not take'} part; chosen was ${JSON.stringify(own.at(-1)?.following)}.`,
          });
      }
    }
  return violations;
}

/** Undefined where the order of what happened is not certain. */
function expectedFollower(
  choices: ThreadRecords['choices'],
  takesPart: boolean,
  isMentioned: boolean,
  replies: readonly RecordedEntry[],
  userId: string,
): boolean | undefined {
  const last = choices.at(-1);
  if (!last) return takesPart || (isMentioned ? undefined : false);
  const overlapping = choices.some((one) => one !== last && (one.settledAt ?? Number.POSITIVE_INFINITY) >= last.at);
  if (last.settledAt === undefined || overlapping) return undefined;
  if (last.following) return true;
  // A later reply, or a mention, follows it again.
  const isLater = replies.some(
    (reply) => reply.userId === userId && Date.parse(reply.timestamp ?? '') > last.at - UNCERTAIN_MS,
  );
  return isLater || isMentioned || (takesPart && !replies.some((reply) => reply.userId === userId)) ? undefined : false;
}
