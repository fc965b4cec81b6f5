// Finds users by any part of their usernames and display names: the directory of a team is short enough to be read.
import type { User } from '@parley/chat';
import type { ChatTableDeps } from '../db/chat-table.ts';
import { type RateLimit, RateLimiter, SEARCH_RATE_LIMIT } from '../db/rate-limits.ts';
import { accountsListed, completeRowWrite, type ListedUser, usersByPrefix } from '../db/user-directory.ts';
import { UpdateCommand } from '../dynamodb/commands.ts';
import { ConditionalCheckFailedException } from '../dynamodb/dynamodb-errors.ts';
import type { Profiles } from './profiles.ts';

/** Users of one response: a longer name finds the others. */
const FOUND_MAX = 20;

/** Users whose names are compared, of those before the names of guests and of those after them. Beyond, usernames are found by prefix only. */
const COMPARED_MAX = 1_000;

/** Rows of an early version that one search completes: the profiles of one read. */
const COMPLETED_MAX = 100;

/** Counts a search of a user, for users unless `limit` is that of another one; throws when there are too many. */
export async function countSearch(
  user: Pick<User, 'userId'>,
  deps: ChatTableDeps & { now: () => number },
  limit: RateLimit = SEARCH_RATE_LIMIT,
): Promise<void> {
  const limiter = new RateLimiter(deps.chatTable, limit);
  const at = deps.now();
  try {
    await deps.dynamodb.send(new UpdateCommand(limiter.countUpdate(user, at, 1)));
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) throw limiter.count(user, at).error(undefined);
    throw error;
  }
}

type UserSearchDeps = ChatTableDeps & { profiles: Pick<Profiles, 'read'> };

/** The users whose usernames or display names contain each word of a query: first usernames that begin with it, then names of which a word does. */
export async function searchUsers(query: string, deps: UserSearchDeps): Promise<User[]> {
  const [byPrefix, listed] = await Promise.all([
    usersByPrefix(query, FOUND_MAX, deps),
    accountsListed(COMPARED_MAX, deps),
  ]);
  const words = fold(query).match(/\S+/gu) ?? [];
  const containing = (await withNames(listed, deps))
    .map((user) => ({ user, names: ` ${fold(`${user.username} ${user.displayName ?? ''}`)}` }))
    .filter(({ names }) => words.length > 0 && words.every((word) => names.includes(word)));
  const startsWord = ({ names }: { names: string }) => words.every((word) => names.includes(` ${word}`));
  const ranked = [...containing.filter(startsWord), ...containing.filter((one) => !startsWord(one))];
  const found = new Map([...byPrefix, ...ranked.map(({ user }) => user)].map((user) => [user.userId, user]));
  return [...found.values()].slice(0, FOUND_MAX).map(({ userId, username }) => ({ userId, username }));
}

/** Text without case and diacritics, in which full-width letters and ligatures are their plain letters. */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Adds the display names to rows of an early version, which have none. Each is read once. */
async function withNames(listed: readonly ListedUser[], { profiles, ...deps }: UserSearchDeps): Promise<ListedUser[]> {
  const incomplete = listed.filter(({ displayName }) => displayName === undefined).slice(0, COMPLETED_MAX);
  if (incomplete.length === 0) return [...listed];
  const chosen = await profiles.read(incomplete.map(({ userId }) => userId));
  const names = new Map(chosen.map(({ userId, displayName = '' }) => [userId, displayName]));
  await Promise.all(incomplete.map((user) => complete(user, names.get(user.userId) ?? '', deps)));
  return listed.map((user) => ({ ...user, displayName: user.displayName ?? names.get(user.userId) ?? '' }));
}

async function complete(user: User, displayName: string, { dynamodb, chatTable }: ChatTableDeps): Promise<void> {
  try {
    await dynamodb.send(new UpdateCommand(completeRowWrite(chatTable, user, displayName)));
  } catch (error) {
    // The user is gone, or has chosen another name meanwhile.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
