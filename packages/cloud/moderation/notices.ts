// Notices: entries of a channel's log about the channel itself and its members, and their records of the audit trail.
import { type Notice, type NoticeType, newId, type Placeholder, type User } from '@parley/chat';
import { noChannel } from '../access/access-errors.ts';
import type { ChannelAccess } from '../access/channel-access.ts';
import type { Members } from '../access/members.ts';
import type { TokenUser } from '../authenticated-user.ts';
import { auditWrite } from '../db/audit-rows.ts';
import type { Writes } from '../db/chat-table.ts';
import { newEntryBase } from '../db/entry-rows.ts';
import type { LogAppender } from '../db/log-append.ts';
import { CHANGE_RATE_LIMIT, RateLimiter, type RateLimitWrite } from '../db/rate-limits.ts';

export type NoticeDeps = { appender: LogAppender; members: Members; chatTable: string; now: () => number };

/**
 * A change of a channel or its members, and its notice. With `endsEpoch` the channel moves to its next epoch after the notice;
 * `changes` are the rows that are written with it, and `limits` conditions beside the rate limit of all changes.
 */
export type NoticeAction = {
  notice: NoticeType;
  user?: User;
  value?: string;
  endsEpoch?: boolean;
  /** Whether the rate limit of changes does not count it: it is not the user's own. */
  isUnlimited?: boolean;
  limits?: readonly RateLimitWrite[];
  changes: (notice: Notice) => Writes;
};

/**
 * A change of what one user may do, of which the other members are not notified: its entry has neither content nor author. Who has
 * read a user's access and then appends the next entry knows by it that the access has not changed. `audit` is its audit record.
 */
export type SilentAction = {
  silent: true;
  audit?: { action: string; user: User; value?: string };
  limits?: readonly RateLimitWrite[];
  changes: (entry: Placeholder) => Writes;
};

export type ModerationAction = NoticeAction | SilentAction;

/** The author of entries that have none. */
const NO_USER: User = { userId: '', username: '' };

/**
 * Appends the entry of an action to a channel's log, in one transaction with its changes and its audit record. Each round calls
 * `decide` with the access of that moment; nothing is written when it returns undefined.
 */
export async function appendNotice(
  { appender, members, chatTable, now }: NoticeDeps,
  channel: string,
  token: TokenUser,
  decide: (access: ChannelAccess) => ModerationAction | undefined | Promise<ModerationAction | undefined>,
): Promise<void> {
  await appender.append(channel, undefined, async ({ head }) => {
    const access = await members.access(channel, token);
    if (!access) throw noChannel();
    const action = await decide(access);
    if (!action) return 'nothing';
    const user = await members.identifyMember(access, token);
    const { epoch } = access.settings;
    const author = 'silent' in action ? NO_USER : user;
    const base = newEntryBase(channel, head, { id: newId(), user: author, now: now() });
    const { timestamp: at } = base;
    const by = { userId: user.userId, username: user.username };
    const rate = new RateLimiter(chatTable, CHANGE_RATE_LIMIT).count(user, now());
    const isUnlimited = 'isUnlimited' in action && action.isUnlimited;
    const round = { epoch, limits: [...(isUnlimited ? [] : [rate]), ...(action.limits ?? [])] };
    if ('silent' in action) {
      const entry: Placeholder = { ...base, kind: 'other' };
      const records = action.audit ? [auditWrite(chatTable, channel, { at, by, ...action.audit })] : [];
      return { ...round, entry, changes: [...action.changes(entry), ...records] };
    }
    const entry = noticeOf(action, { base, epoch });
    const { notice, user: about, value } = entry;
    const record = { at, by, action: notice, ...(about && { user: about }), ...(value && { value }) };
    return { ...round, entry, changes: [...action.changes(entry), auditWrite(chatTable, channel, record)] };
  });
}

function noticeOf(
  { notice, user, value, endsEpoch }: NoticeAction,
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
