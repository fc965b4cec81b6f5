// German texts about the members of a channel, reports and the audit log, which are loaded on demand.
import { formatsOf } from './formats.ts';

const { dateTime, number } = formatsOf('de');

export const members = 'Mitglieder';
export const membersWithCount = (count: number, more: boolean) => `Mitglieder (${number(count)}${more ? '+' : ''})`;
export const youAfterName = ' (du)';
export const roleNames = { owner: 'Eigentümer', moderator: 'Moderator', member: 'Mitglied' };
export const roleMutedUntil = (role: string, at: string) => `${role}, stummgeschaltet bis ${dateTime(at)}`;
export const blockedAfterRole = ', blockiert';
export const blockedMark = ' blockiert';
export const mutedNonMembers = 'Stummgeschaltet, nicht Mitglied';
export const mutedUntil = (at: string) => `bis ${dateTime(at)}`;
export const bannedUsers = 'Ausgeschlossen';
export const searchMembers = 'Mitglieder suchen';
export const noMembersFound = 'Kein Mitglied hat diesen Namen.';
export const memberActionsFor = (username: string) => `Aktionen für ${username}`;
export const askAction = (action: string, name: string) => `${action}: ${name}?`;
export const actionOn = (action: string, username: string) => `${action}: ${username}`;
export const makeRole = {
  owner: 'Zum Eigentümer machen',
  moderator: 'Zum Moderator machen',
  member: 'Zum Mitglied machen',
};
export const mute = { hour: 'Eine Stunde stummschalten', day: 'Einen Tag stummschalten' };
export const unmute = 'Stummschaltung aufheben';
export const removeFromChannel = 'Aus dem Kanal entfernen';
export const unban = 'Ausschluss aufheben';
export const block = 'Blockieren';
export const unblock = 'Nicht mehr blockieren';

export const reports = 'Meldungen';
export const noReports = 'Keine offenen Meldungen.';
export const reportsWithCount = (count: number, more: boolean) => `Meldungen (${number(count)}${more ? '+' : ''})`;
export const deleteMessage = 'Nachricht löschen';
export const reportTitle = (username: string) => `Nachricht von ${username} melden`;
export const reportReason = 'Warum meldest du diese Nachricht?';
export const reportHelp = (username: string) =>
  `Eigentümer und Moderatoren sehen deine Meldung und deinen Namen. ${username} erfährt nichts davon.`;
export const reportThanks = 'Danke. Nur Eigentümer und Moderatoren können deine Meldung sehen.';

export const auditLog = 'Protokoll';
export const refresh = 'Aktualisieren';
/** What the audit log records beside the notices. */
export const auditRecord = (action: string, by: string, user: string | undefined, value: string | undefined) =>
  AUDIT[action]?.(by, user ?? '', value ?? '') ??
  [by, action, user, value].filter((part) => part !== undefined).join(' · ');

const AUDIT: Readonly<Record<string, (by: string, user: string, value: string) => string>> = {
  deleted: (by, user) => `${by} hat eine Nachricht von ${user} gelöscht`,
  muted: (by, user, until) => `${by} hat ${user} stummgeschaltet bis ${dateTime(until)}`,
  unmuted: (by, user) => `${by} hat die Stummschaltung von ${user} aufgehoben`,
  'ban lifted': (by, user) => `${by} hat den Ausschluss von ${user} aufgehoben`,
  'report settled': (by, user) => `${by} hat eine Meldung zu einer Nachricht von ${user} verworfen`,
};
