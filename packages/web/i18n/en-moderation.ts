// English texts about the members of a channel, reports and the audit log, which are loaded on demand.
import { formatsOf } from './formats.ts';

const { dateTime, number } = formatsOf('en');

export const members = 'Members';
export const membersWithCount = (count: number, more: boolean) => `Members (${number(count)}${more ? '+' : ''})`;
export const youAfterName = ' (you)';
export const roleNames = { owner: 'owner', moderator: 'moderator', member: 'member' };
export const roleMutedUntil = (role: string, at: string) => `${role}, muted until ${dateTime(at)}`;
export const blockedAfterRole = ', blocked';
export const blockedMark = ' blocked';
export const mutedNonMembers = 'Muted, not members';
export const mutedUntil = (at: string) => `until ${dateTime(at)}`;
export const bannedUsers = 'Banned';
export const searchMembers = 'Search members';
export const noMembersFound = 'No member has this name.';
export const memberActionsFor = (username: string) => `Actions for ${username}`;
export const askAction = (action: string, name: string) => `${action}: ${name}?`;
export const actionOn = (action: string, username: string) => `${action}: ${username}`;
export const makeRole = { owner: 'Make owner', moderator: 'Make moderator', member: 'Make member' };
export const mute = { hour: 'Mute for an hour', day: 'Mute for a day' };
export const unmute = 'Unmute';
export const removeFromChannel = 'Remove from channel';
export const unban = 'Unban';
export const block = 'Block';
export const unblock = 'Unblock';

export const reports = 'Reports';
export const noReports = 'No open reports.';
export const reportsWithCount = (count: number, more: boolean) => `Reports (${number(count)}${more ? '+' : ''})`;
export const deleteMessage = 'Delete message';
export const reportTitle = (username: string) => `Report ${username}’s message`;
export const reportReason = 'Why are you reporting this?';
export const reportHelp = (username: string) =>
  `Owners and moderators will see your report and your name. ${username} won’t be notified.`;
export const reportThanks = 'Thanks. Only owners and moderators can see your report.';

export const auditLog = 'Audit log';
export const refresh = 'Refresh';
/** What the audit log records beside the notices. */
export const auditRecord = (action: string, by: string, user: string | undefined, value: string | undefined) =>
  AUDIT[action]?.(by, user ?? '', value ?? '') ??
  [by, action, user, value].filter((part) => part !== undefined).join(' · ');

type Sentence = (by: string, user: string, value: string) => string;

const AUDIT: Readonly<Record<string, Sentence>> = {
  deleted: (by, user) => `${by} deleted a message from ${user}`,
  muted: (by, user, until) => `${by} muted ${user} until ${dateTime(until)}`,
  unmuted: (by, user) => `${by} unmuted ${user}`,
  'ban lifted': (by, user) => `${by} unbanned ${user}`,
  'report settled': (by, user) => `${by} dismissed a report on a message from ${user}`,
};
