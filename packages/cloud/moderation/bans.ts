// The end of a ban, with its record of the audit trail. The user may join again; nothing else changes.
import type { AuthenticatedUser } from '../authenticated-user.ts';
import { auditWrite } from '../db/audit-rows.ts';
import { type ChatTableDeps, readRows, type TransactionDeps, transact } from '../db/chat-table.ts';
import { banKey, parseBannedUser } from '../db/restriction-rows.ts';

export type BansDeps = TransactionDeps & ChatTableDeps & { now: () => number };

/** Lifts a ban; does nothing for users who are not banned. The caller has authorized `by`. */
export async function liftBan(deps: BansDeps, channel: string, userId: string, by: AuthenticatedUser): Promise<void> {
  const { chatTable, now } = deps;
  const [row] = await readRows(deps, [banKey(channel, userId)]);
  if (!row) return;
  const record = {
    at: new Date(now()).toISOString(),
    by: { userId: by.userId, username: by.username },
    action: 'ban lifted',
    user: parseBannedUser(row),
  };
  await transact(deps, [
    { Delete: { TableName: chatTable, Key: banKey(channel, userId), ConditionExpression: 'attribute_exists(pk)' } },
    auditWrite(chatTable, channel, record),
  ]);
}
