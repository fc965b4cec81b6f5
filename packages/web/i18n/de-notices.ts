// German texts about what was done to a channel and to its members.
import type { NoticeType } from '@parley/chat';
import { every, isolate, number, plural } from './de-formats.ts';

/** Tells in one line what happened; the reader is undefined. */
export const notice = (notice: NoticeType, by: string | undefined, user: string | undefined, value: string) =>
  NOTICES[notice](
    by === undefined ? { name: 'Du', has: 'hast', is: 'bist' } : { name: isolate(by), has: 'hat', is: 'ist' },
    user === undefined ? 'dich' : isolate(user),
    isolate(value),
  );
export const unknownUser = 'jemand';

/** The subject of a sentence, with the forms of its verbs. */
type Subject = { name: string; has: string; is: string };

const NOTICES: Readonly<Record<NoticeType, (by: Subject, user: string, value: string) => string>> = {
  joined: ({ name, is }) => `${name} ${is} beigetreten`,
  added: ({ name, has }, user) => `${name} ${has} ${user} hinzugefügt`,
  left: ({ name, has }) => `${name} ${has} den Kanal verlassen`,
  removed: ({ name, has }, user) => `${name} ${has} ${user} entfernt`,
  banned: ({ name, has }, user) => `${name} ${has} ${user} ausgeschlossen`,
  role: ({ name, has }, user, role) => `${name} ${has} ${user} ${ROLES[role] ?? role} gemacht`,
  renamed: ({ name, has }, _, title) => `${name} ${has} den Kanal in „${title}“ umbenannt`,
  topic: ({ name, has }, _, topic) =>
    topic === '' ? `${name} ${has} das Thema entfernt` : `${name} ${has} das Thema festgelegt: ${topic}`,
  archived: ({ name, has }) => `${name} ${has} den Kanal archiviert`,
  restored: ({ name, has }) => `${name} ${has} den Kanal wiederhergestellt`,
  slow: ({ name, has }, _, seconds) =>
    Number(seconds) > 0
      ? `${name} ${has} den langsamen Modus eingeschaltet (${every(Number(seconds))} eine Nachricht)`
      : `${name} ${has} den langsamen Modus ausgeschaltet`,
  retention: ({ name, has }, _, days) =>
    `${name} ${has} festgelegt, dass Nachrichten ${Number(days) > 0 ? plural(Number(days), { one: '1 Tag', other: `${number(Number(days))} Tage` }) : 'für immer'} aufbewahrt werden`,
};

const ROLES: Readonly<Record<string, string>> = {
  owner: 'zum Eigentümer',
  moderator: 'zum Moderator',
  member: 'zum Mitglied',
};
