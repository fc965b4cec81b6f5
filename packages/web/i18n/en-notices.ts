// English texts about what was done to a channel and to its members.
import type { NoticeType } from '@parley/chat';
import { every, isolate, number, plural } from './en-formats.ts';

/** Tells in one line what happened; the reader is undefined. */
export const notice = (notice: NoticeType, by: string | undefined, user: string | undefined, value: string) =>
  NOTICES[notice](by === undefined ? 'You' : isolate(by), user === undefined ? 'you' : isolate(user), isolate(value));
export const unknownUser = 'someone';

type Sentence = (by: string, user: string, value: string) => string;

const NOTICES: Readonly<Record<NoticeType, Sentence>> = {
  joined: (by) => `${by} joined`,
  added: (by, user) => `${by} added ${user}`,
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
  retention: (by, _, days) =>
    `${by} set messages to be kept ${Number(days) > 0 ? plural(Number(days), { one: 'for 1 day', other: `for ${number(Number(days))} days` }) : 'forever'}`,
};

const ROLES_WITH_ARTICLE: Readonly<Record<string, string>> = {
  owner: 'an owner',
  moderator: 'a moderator',
  member: 'a member',
};
