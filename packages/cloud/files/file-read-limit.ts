// The limit of what users read of files: links to them, and pages of their list.
import type { User } from '@parley/chat';
import type { ChatTableDeps } from '../db/chat-table.ts';
import { FILE_LINK_RATE_LIMIT, RateLimiter } from '../db/rate-limits.ts';
import { UpdateCommand } from '../dynamodb/commands.ts';
import { ConditionalCheckFailedException } from '../dynamodb/dynamodb-errors.ts';

/** Counts links, or pages, of a user; throws when there are too many. */
export async function countFileReads(
  { dynamodb, chatTable, now }: ChatTableDeps & { now: () => number },
  reader: Pick<User, 'userId'>,
  count: number,
): Promise<void> {
  const limiter = new RateLimiter(chatTable, FILE_LINK_RATE_LIMIT);
  const at = now();
  try {
    await dynamodb.send(new UpdateCommand(limiter.countUpdate(reader, at, count)));
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) throw limiter.count(reader, at).error(undefined);
    throw error;
  }
}
