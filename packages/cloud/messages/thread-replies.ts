// What a reply in a thread changes: the root, the followers of the thread, and the list of each user who follows it from now on.
import { type Message, type NewEntry, THREAD_FOLLOWERS_MAX } from '@parley/chat';
import type { ChannelAccess } from '../access/channel-access.ts';
import { type ChatTableDeps, readRows, type Writes } from '../db/chat-table.ts';
import type { Log, LogPosition } from '../db/log.ts';
import { followersWrite, followWrites, parseFollowers, threadKey } from '../db/thread-rows.ts';
import { ApiError } from '../errors.ts';
import { membersAmong, type NamedMembers } from './mentions.ts';

export type ThreadReplyDeps = ChatTableDeps & { now: () => number };

/** The root of the thread of a new reply; undefined for other entries. Throws when there is no such message. */
export async function threadRootOf(
  newEntry: NewEntry,
  channel: string,
  log: Pick<Log, 'stored'>,
): Promise<Message | undefined> {
  if (newEntry.kind !== 'message' || newEntry.thread === undefined) return undefined;
  return rootAt(channel, newEntry.thread, log);
}

/** The message that a thread begins with; a deleted one keeps its thread. */
export async function rootAt(channel: string, seq: number, log: Pick<Log, 'stored'>): Promise<Message> {
  const entry = (await log.stored(channel, seq))?.entry;
  return asRoot(entry?.kind === 'message' ? entry : undefined, channel, seq);
}

/** A quote is of an earlier entry. Its text is not copied: readers' pages show the message as it is. */
export function checkQuote(newEntry: NewEntry, channel: string, head: LogPosition): void {
  const { replyTo = 0 } = newEntry.kind === 'message' ? newEntry : {};
  if (replyTo > head.seq) throw new ApiError(404, 'no-message', `#${channel} has no message ${replyTo}.`);
}

/** Checks that a thread can begin with a message. */
export function asRoot(message: Message | undefined, channel: string, seq: number): Message {
  if (!message) throw new ApiError(404, 'no-message', `#${channel} has no message ${seq}.`);
  if (message.thread === undefined) return message;
  throw new ApiError(409, 'not-possible', 'A reply in a thread has no thread of its own. Reply in the same thread.');
}

/**
 * The users who follow the thread of a new reply from now on, in the order in which they have a place: its author, those whom it mentions, at the
 * first reply the author of the root, and in a direct conversation all.
 */
export async function replyFollowers(
  root: Message,
  reply: Message,
  { settings }: Pick<ChannelAccess, 'settings'>,
  named: NamedMembers,
  deps: ThreadReplyDeps,
): Promise<Writes> {
  const isFirst = root.replies === undefined;
  const participants = settings.kind === 'direct' ? (settings.participants ?? []) : [];
  const others = [root.userId, ...participants.map(({ userId }) => userId)];
  // A user who is no longer a member receives no hint.
  const first = isFirst ? await membersAmong(reply.channel, [...new Set(others)], deps) : [];
  return followedBy([reply.userId, ...named.values(), ...first], reply, deps);
}

/** The members whom an edited reply names from now on follow its thread, too. */
export function editFollowers(
  before: Message,
  reply: Message,
  named: NamedMembers,
  deps: ThreadReplyDeps,
): Promise<Writes> {
  if (reply.deleted || named.size === 0 || before.message === reply.message) return Promise.resolve([]);
  return followedBy([...named.values()], reply, deps);
}

// Users who follow it already keep what they have read. The row of the followers changes only with an entry of the log, and by the
// users' own choices, which concern other users than these or end the same.
async function followedBy(userIds: readonly string[], reply: Message, deps: ThreadReplyDeps): Promise<Writes> {
  const { channel, userId: author, thread: root = 0, threadCount: count = 0, timestamp: last } = reply;
  const key = threadKey(channel, root);
  const [row] = await readRows(deps, [key]);
  const followers = parseFollowers(row);
  const added = [...new Set(userIds)]
    .filter((userId) => !followers.has(userId))
    .slice(0, Math.max(0, THREAD_FOLLOWERS_MAX - followers.size));
  if (added.length === 0) return [];
  const now = deps.now();
  return [
    followersWrite(deps.chatTable, key, added, { on: true }),
    ...added.flatMap((userId) => {
      const read = userId === author ? count : count - 1;
      return followWrites(deps.chatTable, userId, { channel, root, read, count, last, now });
    }),
  ];
}
