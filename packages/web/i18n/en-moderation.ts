// English texts about the members of a channel, and about what was done to it and to them.
import type { NoticeType } from '@parley/chat';
import { dateTime, every, number } from './en-formats.ts';

export const members = 'Members';
export const membersWithCount = (count: number, more: boolean) => `Members (${number(count)}${more ? '+' : ''})`;
export const youAfterName = ' (you)';
export const roleNames = { owner: 'owner', moderator: 'moderator', member: 'member' };
export const roleMutedUntil = (role: string, at: string) => `${role}, muted until ${dateTime(at)}`;
export const blockedAfterRole = ', blocked';
export const mutedNonMembers = 'Muted, not members';
export const mutedUntil = (at: string) => `until ${dateTime(at)}`;
export const bannedUsers = 'Banned';
export const memberActions = 'Actions…';
export const memberActionsFor = (username: string) => `Actions for ${username}`;
export const actionOn = (action: string, username: string) => `${action}: ${username}`;
export const makeRole = { owner: 'Make owner', moderator: 'Make moderator', member: 'Make member' };
export const mute = { hour: 'Mute for an hour', day: 'Mute for a day' };
export const unmute = 'Unmute';
export const removeFromChannel = 'Remove from channel';
export const ban = 'Ban';
export const unban = 'Unban';
export const block = 'Block';
export const unblock = 'Unblock';

export const reports = 'Reports';
export const reportsWithCount = (count: number, more: boolean) => `Reports (${number(count)}${more ? '+' : ''})`;
export const deleteMessage = 'Delete message';
export const reportTitle = (username: string) => `Report ${username}’s message`;
export const reportReason = 'Why are you reporting this?';
export const reportHelp = (username: string) =>
  `Owners and moderators will see your report and your name. ${username} won’t be notified.`;
export const reportThanks = 'Thanks. Only owners and moderators can see your report.';

/** Tells in one line what happened; the reader is undefined. */
export const notice = (notice: NoticeType, by: string | undefined, user: string | undefined, value: string) =>
  NOTICES[notice](by ?? 'You', user ?? 'you', value);
export const unknownUser = 'someone';

export const auditLog = 'Audit log';
export const refresh = 'Refresh';
export const auditRecord = (action: string, by: string, user: string | undefined, value: string | undefined) =>
  AUDIT[action]?.(by, user ?? '', value ?? '') ??
  [by, action, user, value].filter((part) => part !== undefined).join(' · ');

type Sentence = (by: string, user: string, value: string) => string;

const NOTICES: Readonly<Record<NoticeType, Sentence>> = {
  joined: (by) => `${by} joined`,
  left: (by) => `${by} left`,
  removed: (by, user) => `${by} removed ${user}`,
  banned: (by, user) => `${by} banned ${user}`,
  role: (by, user, role) => `${by} made ${user} ${ROLES_WITH_ARTICLE[role] ?? role}`,
  renamed: (by, _, title) => `${by} renamed the channel to “${title}”`,
  topic: (by, _, topic) => (topic === '' ? `${by} cleared the topic` : `${by} set the topic: ${topic}`),
  archived: (by) => `${by} archived the channel`,
  restored: (by) => `${by} unarchived the channel`,
  slow: (by, _, seconds) =>
    Number(seconds) > 0
      ? `${by} turned on slow mode (one message ${every(Number(seconds))})`
      : `${by} turned off slow mode`,
};

const ROLES_WITH_ARTICLE: Readonly<Record<string, string>> = {
  owner: 'an owner',
  moderator: 'a moderator',
  member: 'a member',
};

/** What the audit trail records beside the notices. */
const AUDIT: Readonly<Record<string, Sentence>> = {
  ...NOTICES,
  deleted: (by, user) => `${by} deleted a message from ${user}`,
  muted: (by, user, until) => `${by} muted ${user} until ${dateTime(until)}`,
  unmuted: (by, user) => `${by} unmuted ${user}`,
  'ban lifted': (by, user) => `${by} unbanned ${user}`,
  'report settled': (by, user) => `${by} dismissed a report on a message from ${user}`,
};
