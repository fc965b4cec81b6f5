// What a run records of threads, and the rows of threads as the table has them.
import type { Item, RecordedEntry } from './records.ts';

/** A thread as a page displays it: the root and all replies. */
export type DisplayedThread = {
  tab: string;
  userId: string;
  channel: string;
  root: number;
  entries: readonly RecordedEntry[];
};

/** The threads in the list of a page, with their unread replies. */
export type ListedThreads = {
  tab: string;
  userId: string;
  threads: readonly { channel: string; root: number; unread: number }[];
};

/** A request to follow a thread, or to end it: `settledAt` is the time of its response, undefined if none has arrived. */
export type FollowRequest = {
  userId: string;
  channel: string;
  root: number;
  following: boolean;
  at: number;
  settledAt?: number;
};

/** The row of a user about a thread that the user follows. */
export type FollowedRow = { userId: string; channel: string; root: number; read: number };

/** The followers of a thread. */
export type FollowersRow = { channel: string; root: number; userIds: readonly string[] };

/** Everything about threads. */
export type ThreadRecords = {
  /** Texts that mention users, by the thread that they were typed in: `channel/root`. */
  mentions: { channel: string; root: number; userId: string }[];
  choices: FollowRequest[];
  /** By `userId/channel/root`: the newest reply of which the server acknowledged that it is read, before everything was read. */
  acknowledgedReads: ReadonlyMap<string, number>;
  /** At the end: what pages list before everything is read, what they display, and what they list afterwards. */
  listed: ListedThreads[];
  displayed: DisplayedThread[];
  listedAfterReading: ListedThreads[];
  /** The rows before and after everything was read. */
  chat: Item[];
  chatAfterReading: Item[];
};

/** Reads the rows of users about the threads that they follow. */
export function followedRows(chat: readonly Item[]): FollowedRow[] {
  return chat.flatMap(({ pk, sk, read }) => {
    const [, userId] = /^user#(.*)$/.exec(String(pk?.S)) ?? [];
    const [, channel = '', root] = /^thread#([^#]+)#(\d+)$/.exec(String(sk?.S)) ?? [];
    return userId === undefined || root === undefined
      ? []
      : [{ userId, channel, root: Number(root), read: Number(read?.N ?? 0) }];
  });
}

/** Reads the rows of followers. */
export function followersRows(chat: readonly Item[]): FollowersRow[] {
  return chat.flatMap(({ pk, sk, followers }) => {
    const [, channel] = /^channel#(.*)$/.exec(String(pk?.S)) ?? [];
    const [, root] = /^thread#(\d+)$/.exec(String(sk?.S)) ?? [];
    const userIds = (followers?.SS ?? []) as string[];
    return channel === undefined || root === undefined ? [] : [{ channel, root: Number(root), userIds }];
  });
}
