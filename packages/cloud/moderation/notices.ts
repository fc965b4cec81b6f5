// Notices: entries of a channel's log about the channel itself and its members, each with a record of the audit trail.
import { type Notice, type NoticeType, newId, type User } from '@parley/chat';
import { noChannel } from '../access/access-errors.ts';
import type { ChannelAccess } from '../access/channel-access.ts';
import type { Members } from '../access/members.ts';
import type { TokenUser } from '../authenticated-user.ts';
import { auditWrite } from '../db/audit-rows.ts';
import type { Writes } from '../db/chat-table.ts';
import { type LogAppender, newEntryBase } from '../db/log-append.ts';

export type NoticeDeps = { appender: LogAppender; members: Members; chatTable: string; now: () => number };

/**
 * A change of a channel or its members, and its notice. With `endsEpoch` the channel moves to its next epoch after the notice;
 * `changes` are the rows that are written with it.
 */
export type ModerationAction = {
  notice: NoticeType;
  user?: User;
  value?: string;
  endsEpoch?: boolean;
  changes: (notice: Notice) => Writes;
};

/**
 * Appends a notice to a channel's log, in one transaction with its changes and its audit record. Each round calls `decide` with
 * the access of that moment; nothing is written when it returns undefined.
 */
export async function appendNotice(
  { appender, members, chatTable, now }: NoticeDeps,
  channel: string,
  by: TokenUser,
  decide: (access: ChannelAccess) => ModerationAction | undefined | Promise<ModerationAction | undefined>,
): Promise<void> {
  await appender.append(channel, async (head) => {
    const access = await members.access(channel, by);
    if (!access) throw noChannel(channel);
    const action = await decide(access);
    if (!action) return 'nothing';
    const user = await members.identifyMember(access, by);
    const { epoch } = access.settings;
    const entry = noticeOf(action, { base: newEntryBase(channel, head, { id: newId(), user, now: now() }), epoch });
    const record = auditWrite(chatTable, channel, auditRecordOf(entry));
    return { entry, epoch, digest: '', limits: [], changes: [...action.changes(entry), record] };
  });
}

function noticeOf(
  { notice, user, value, endsEpoch }: ModerationAction,
  { base, epoch }: { base: ReturnType<typeof newEntryBase>; epoch: number },
): Notice {
  return {
    ...base,
    kind: 'notice',
    notice,
    ...(user && { user }),
    ...(value !== undefined && { value }),
    ...(endsEpoch && { epoch: epoch + 1 }),
  };
}

function auditRecordOf({ userId, username, timestamp: at, notice, user, value }: Notice) {
  return { at, by: { userId, username }, action: notice, ...(user && { user }), ...(value && { value }) };
}
