// Who may do what in a channel: one table, which the server asks at every door and the page asks before it shows a button.
import { ChatError } from './errors.ts';

/** What a member is in a channel. */
export type Role = 'owner' | 'moderator' | 'member';

/**
 * How a person stands to a channel. `muted` is a member who may not speak for a while, `guest` a member without an account of
 * their own, `stranger` anybody else who is signed in, `banned` a stranger who may not come back.
 */
export type EffectiveRole = Role | 'guest' | 'muted' | 'non-member' | 'banned';

/** What can be done in a channel. */
export type Action =
  | 'subscribe'
  | 'read'
  | 'post'
  | 'react'
  | 'edit-own'
  | 'delete-any'
  | 'list-members'
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
  | 'view-reports'
  | 'view-audit';

/** What kinds of channels there are; a `direct` one is a conversation of two to eight people. */
export type ChannelKind = 'public' | 'private' | 'direct';

const EVERYBODY_IN = ['owner', 'moderator', 'member', 'guest', 'muted'] as const;
const SPEAKERS = ['owner', 'moderator', 'member', 'guest'] as const;
const MODERATORS = ['owner', 'moderator'] as const;

/** Who may do what. Whoever is not named may not. */
export const PERMISSIONS: Readonly<Record<Action, readonly EffectiveRole[]>> = {
  subscribe: EVERYBODY_IN,
  read: EVERYBODY_IN,
  post: SPEAKERS,
  react: SPEAKERS,
  'edit-own': SPEAKERS,
  'delete-any': MODERATORS,
  'list-members': EVERYBODY_IN,
  report: EVERYBODY_IN,
  join: ['non-member'],
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
  'view-reports': MODERATORS,
  'view-audit': MODERATORS,
};

/** What there is to do in a direct conversation: nobody comes, goes or rules there. */
const IN_DIRECT: ReadonlySet<Action> = new Set(['subscribe', 'read', 'post', 'react', 'edit-own', 'list-members']);

/** What there still is to do in a channel that is archived. */
const WHEN_ARCHIVED: ReadonlySet<Action> = new Set([
  'subscribe',
  'read',
  'delete-any',
  'list-members',
  'report',
  'leave',
  'archive',
  'remove',
  'ban',
  'set-role',
  'view-reports',
  'view-audit',
]);

/** Whether somebody may do something in a channel. Only a public one can be joined without an invitation. */
export function isPermitted(
  { kind, archived, effectiveRole }: { kind: ChannelKind; archived: boolean; effectiveRole: EffectiveRole },
  action: Action,
): boolean {
  if (kind === 'direct' && !IN_DIRECT.has(action)) return false;
  if (archived && !WHEN_ARCHIVED.has(action)) return false;
  if (action === 'join' && kind !== 'public') return false;
  return PERMISSIONS[action].includes(effectiveRole);
}

const RANK: Readonly<Record<EffectiveRole, number>> = {
  owner: 3,
  moderator: 2,
  member: 1,
  guest: 1,
  muted: 1,
  'non-member': 0,
  banned: 0,
};

/** Whether somebody who mutes, removes or bans may do it to the other: only to those below, and an owner to other owners too. */
export function outranks(one: EffectiveRole, other: EffectiveRole): boolean {
  return RANK[one] > RANK[other] || (one === 'owner' && other === 'owner');
}

/** Reads a role. */
export function parseRole(input: unknown): Role {
  if (input === 'owner' || input === 'moderator' || input === 'member') return input;
  throw new ChatError('bad-request', 'role: one of owner, moderator, member.');
}
