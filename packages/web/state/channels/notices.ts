// Notices: what a channel becomes by each, and how it is told.
import type { Channel, Entry, Notice } from '@parley/chat';

/** Works a notice into the channel as its reader knows it. What a later version says still has its epoch. */
export function noticed<Of extends Channel>(channel: Of, entry: Entry, self: string): Of {
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

/** Whether a notice says that its reader is in the channel no longer. */
export function sendsAway(entry: Entry, self: string): boolean {
  if (entry.kind !== 'notice') return false;
  if (entry.notice === 'left') return entry.userId === self;
  return (entry.notice === 'removed' || entry.notice === 'banned') && entry.user?.userId === self;
}

/** Says a notice in one line. */
export function noticeWords({ notice, userId, username, user, value = '' }: Notice, self: string): string {
  const who = userId === self ? 'You' : username;
  const whom = user?.userId === self ? 'you' : (user?.username ?? 'somebody');
  switch (notice) {
    case 'joined':
      return `${who} joined`;
    case 'left':
      return `${who} left`;
    case 'removed':
      return `${who} removed ${whom}`;
    case 'banned':
      return `${who} removed ${whom} for good`;
    case 'role':
      return `${who} made ${whom} ${ROLE_WORDS[value] ?? value}`;
    case 'renamed':
      return `${who} renamed the channel to “${value}”`;
    case 'topic':
      return value === '' ? `${who} took the topic away` : `${who} set the topic: ${value}`;
    case 'archived':
      return `${who} archived the channel: it can be read, and nobody can write`;
    case 'restored':
      return `${who} opened the channel again`;
    case 'slow':
      return Number(value) > 0
        ? `${who} turned slow mode on: one message every ${secondsWords(Number(value))}`
        : `${who} turned slow mode off`;
  }
}

const ROLE_WORDS: Readonly<Record<string, string>> = {
  owner: 'an owner',
  moderator: 'a moderator',
  member: 'a member',
};

/** Says a length of time as people do, in the largest unit that is whole: 30 seconds, 5 minutes, an hour. */
export function secondsWords(seconds: number): string {
  const [unit, of] = UNITS.find(([, size]) => seconds >= size && seconds % size === 0) ?? ['second', 1];
  const count = seconds / of;
  return count === 1 ? unit : `${count} ${unit}s`;
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;
