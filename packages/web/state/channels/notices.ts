// Notices: how each changes its channel, and its text. Other entries change the number of pinned messages.
import type { Channel, Entry, Notice, User } from '@parley/chat';
import { t } from '../../i18n/index.ts';

/** Applies a notice, or the number of pinned messages, to the channel as its reader knows it. Of a notice of a later version only the epoch is applied. */
export function applyNotice<Of extends Channel>(channel: Of, entry: Entry, self: string): Of {
  if ('pins' in entry) return { ...channel, pins: entry.pins };
  if (entry.kind !== 'notice' && entry.kind !== 'other') return channel;
  const epoch = Math.max(channel.epoch, entry.epoch ?? 0);
  return { ...channel, ...(entry.kind === 'notice' && changeBy(channel, entry, self)), epoch };
}

function changeBy(channel: Channel, { notice, value = '', user }: Notice, self: string): Partial<Channel> {
  switch (notice) {
    case 'renamed':
      return { title: value };
    case 'topic':
      return { topic: value };
    case 'archived':
    case 'restored':
      return { archived: notice === 'archived' };
    case 'slow':
      return { slowModeSeconds: Number(value) || 0 };
    case 'retention':
      return { retentionDays: Number(value) || 0 };
    case 'role': {
      const role = ROLES.find((one) => one === value);
      const isRole = ROLES.some((one) => one === channel.effectiveRole);
      return role && isRole && user?.userId === self ? { effectiveRole: role } : {};
    }
    default:
      return {};
  }
}

const ROLES = ['owner', 'moderator', 'member'] as const;

/** Whether a notice says that the reader is no longer a member of the channel. */
export function removesReader(entry: Entry, self: string): boolean {
  if (entry.kind !== 'notice') return false;
  if (entry.notice === 'left') return entry.userId === self;
  return (entry.notice === 'removed' || entry.notice === 'banned') && entry.user?.userId === self;
}

/** A notice in one line. */
export function noticeText(
  { notice, userId, username, user, value = '' }: Notice,
  self: string,
  nameOf = usernameOf,
): string {
  const nameFor = (one: User) => (one.userId === self ? undefined : nameOf(one));
  const other = user ? nameFor(user) : t.unknownUser;
  return t.notice(notice, nameFor({ userId, username }), other, value);
}

/** Names users where their display names are not known. */
const usernameOf = ({ username }: User) => username;
