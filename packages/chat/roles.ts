// Who may do what in a channel: one table, which the server asks at every door and the page asks before it shows a button.
import type { Channel } from './channel.ts';
import { ChatError } from './errors.ts';

/** What a member is in a channel. */
export type Role = 'owner' | 'moderator' | 'member';

/**
 * How a person stands to a channel. `muted` is a member who may not speak for a while, `guest` a member without an account of
 * their own, `stranger` anybody else who is signed in, `banned` a stranger who may not come back.
 */
export type Standing = Role | 'guest' | 'muted' | 'stranger' | 'banned';

/** What can be done in a channel. */
export type Action =
  | 'hear'
  | 'read'
  | 'say'
  | 'react'
  | 'change-own'
  | 'delete-any'
  | 'see-members'
  | 'report'
  | 'join'
  | 'leave'
  | 'invite'
  | 'set-topic'
  | 'rename'
  | 'archive'
  | 'set-slow-mode'
  | 'mute'
  | 'remove'
  | 'ban'
  | 'set-role'
  | 'see-reports'
  | 'see-audit';

/** What kinds of channels there are; a `direct` one is a conversation of two to eight people. */
export type ChannelKind = 'public' | 'private' | 'direct';

const EVERYBODY_IN = ['owner', 'moderator', 'member', 'guest', 'muted'] as const;
const SPEAKERS = ['owner', 'moderator', 'member', 'guest'] as const;
const MODERATORS = ['owner', 'moderator'] as const;

/** Who may do what. Whoever is not named may not. */
export const MAY: Readonly<Record<Action, readonly Standing[]>> = {
  hear: EVERYBODY_IN,
  read: EVERYBODY_IN,
  say: SPEAKERS,
  react: SPEAKERS,
  'change-own': SPEAKERS,
  'delete-any': MODERATORS,
  'see-members': EVERYBODY_IN,
  report: EVERYBODY_IN,
  join: ['stranger'],
  leave: EVERYBODY_IN,
  invite: ['owner', 'moderator', 'member'],
  'set-topic': MODERATORS,
  rename: ['owner'],
  archive: ['owner'],
  'set-slow-mode': MODERATORS,
  mute: MODERATORS,
  remove: MODERATORS,
  ban: MODERATORS,
  'set-role': ['owner'],
  'see-reports': MODERATORS,
  'see-audit': MODERATORS,
};

/** What there is to do in a direct conversation: nobody comes, goes or rules there. */
const IN_DIRECT: ReadonlySet<Action> = new Set(['hear', 'read', 'say', 'react', 'change-own', 'see-members']);

/** What there still is to do in a channel that is archived. */
const WHEN_ARCHIVED: ReadonlySet<Action> = new Set([
  'hear',
  'read',
  'delete-any',
  'see-members',
  'report',
  'leave',
  'archive',
  'remove',
  'ban',
  'set-role',
  'see-reports',
  'see-audit',
]);

/** Whether somebody may do something in a channel. Only a public one can be joined without an invitation. */
export function may(
  { kind, archived, standing }: Pick<Channel, 'kind' | 'archived' | 'standing'>,
  action: Action,
): boolean {
  if (kind === 'direct' && !IN_DIRECT.has(action)) return false;
  if (archived && !WHEN_ARCHIVED.has(action)) return false;
  if (action === 'join' && kind !== 'public') return false;
  return MAY[action].includes(standing);
}

const RANK: Readonly<Record<Standing, number>> = {
  owner: 3,
  moderator: 2,
  member: 1,
  guest: 1,
  muted: 1,
  stranger: 0,
  banned: 0,
};

/** Whether somebody who mutes, removes or bans may do it to the other: only to those below, and an owner to other owners too. */
export function outranks(one: Standing, other: Standing): boolean {
  return RANK[one] > RANK[other] || (one === 'owner' && other === 'owner');
}

/** Reads a role. */
export function parseRole(input: unknown): Role {
  if (input === 'owner' || input === 'moderator' || input === 'member') return input;
  throw new ChatError('bad-request', 'role: one of owner, moderator, member.');
}
