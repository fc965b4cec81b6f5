// Threads: replies to a message of a channel, how far users have read them, and which threads they follow.
import type { Message } from './entry.ts';
import { changedSeqOf } from './message-changes.ts';
import { REPLY_AUTHORS_MAX } from './message-links.ts';

/** The most followers of one thread: each is notified of each reply. */
export const THREAD_FOLLOWERS_MAX = 100;

/** The most threads of one list: the unread ones first, then those with the newest replies. */
export const THREADS_LISTED_MAX = 50;

/** Threads that a user follows and in which nothing has happened for so long are no longer listed. The next reply lists them again. */
export const THREAD_LISTED_DAYS = 90;

/** How far a user has read a thread that they follow: the number of the newest reply that is read. */
export type ThreadState = { following: boolean; read: number };

/** A thread's root in its current state, and a page of the newest replies, or of those before or after a seq; `more` if there are further ones. */
export type ThreadPage = ThreadState & { root: Message; replies: Message[]; more: boolean };

/** A thread that the user follows. */
export type FollowedThread = { root: Message; read: number };

/** The threads that a user follows. `version` counts what has happened in them: a sync returns it, too. */
export type FollowedThreads = { version: number; threads: FollowedThread[] };

/** The root of a thread after a reply. A reply that is applied already, or belongs to another thread, has no effect. */
export function applyReply(root: Message, { seq, thread, threadCount = 0, timestamp, userId }: Message): Message {
  if (thread !== root.seq || threadCount <= (root.replies?.count ?? 0)) return root;
  const others = root.replies?.userIds.filter((one) => one !== userId) ?? [];
  const userIds = [...others, userId].slice(-REPLY_AUTHORS_MAX);
  const changedSeq = Math.max(changedSeqOf(root), seq);
  return { ...root, changedSeq, replies: { count: threadCount, last: timestamp, userIds } };
}

/** The number of replies that a user has not read. */
export function unreadReplies({ root, read }: FollowedThread): number {
  return Math.max(0, (root.replies?.count ?? 0) - read);
}
