// The rows of blocks: which users one user has blocked.
import { type ChatTableDeps, readRows } from './chat-table.ts';

export const BLOCK_PREFIX = 'block#';

/** The row of a block, under the user who has blocked the other. */
export function blockKey(blockerId: string, blockedId: string) {
  return { pk: `user#${blockerId}`, sk: BLOCK_PREFIX + blockedId };
}

/** Those of some users who have blocked a user. A consequence must not disclose the block: use an error of other reasons, too. */
export async function blockersAmong(
  userIds: readonly string[],
  blockedId: string,
  deps: ChatTableDeps,
): Promise<ReadonlySet<string>> {
  if (userIds.length === 0) return new Set();
  const rows = await readRows(
    deps,
    userIds.map((userId) => blockKey(userId, blockedId)),
  );
  return new Set(rows.map(({ pk }) => pk.slice('user#'.length)));
}
