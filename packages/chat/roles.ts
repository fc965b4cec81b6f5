// Roles and permissions: one table, which the server checks in every request and the page before it displays a control.
import { ChatError } from './errors.ts';

/** The role of a member. */
export type Role = 'owner' | 'moderator' | 'member';

/**
 * A user's effective role in a channel. `muted` is a member who may not post for some time, `guest` a member without an account,
 * `non-member` any other signed-in user, `banned` a non-member who may not rejoin.
 */
export type EffectiveRole = Role | 'guest' | 'muted' | 'non-member' | 'banned';

/** The actions in a channel. */
export type Action =
  | 'subscribe'
  | 'read'
  | 'post'
  | 'react'
  | 'pin'
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
  | 'set-retention'
  | 'mute'
  | 'remove'
  | 'ban'
  | 'set-role'
  | 'view-reports'
  | 'view-audit';

/** The kinds of channels; `direct` is a conversation of two to eight users. */
export type ChannelKind = 'public' | 'private' | 'direct';

const ALL_MEMBERS = ['owner', 'moderator', 'member', 'guest', 'muted'] as const;
const POSTERS = ['owner', 'moderator', 'member', 'guest'] as const;
const MODERATORS = ['owner', 'moderator'] as const;

/** The effective roles that permit each action. */
export const PERMISSIONS: Readonly<Record<Action, readonly EffectiveRole[]>> = {
  subscribe: ALL_MEMBERS,
  read: ALL_MEMBERS,
  post: POSTERS,
  react: POSTERS,
  pin: ['owner', 'moderator', 'member'],
  'edit-own': POSTERS,
  'delete-any': MODERATORS,
  'list-members': ALL_MEMBERS,
  report: ALL_MEMBERS,
  join: ['non-member'],
  leave: ALL_MEMBERS,
  invite: ['owner', 'moderator', 'member'],
  'set-topic': MODERATORS,
  rename: ['owner'],
  archive: ['owner'],
  'set-slow-mode': MODERATORS,
  'set-retention': ['owner'],
  mute: MODERATORS,
  remove: MODERATORS,
  ban: MODERATORS,
  'set-role': ['owner'],
  'view-reports': MODERATORS,
  'view-audit': MODERATORS,
};

/**
 * The actions in a direct conversation: it has no moderation, and its participants do not change. A participant who leaves closes
 * it: it is no longer in the participant's list, until there is a new message.
 */
const DIRECT_ACTIONS: ReadonlySet<Action> = new Set([
  'subscribe',
  'read',
  'post',
  'react',
  'pin',
  'edit-own',
  'list-members',
  'leave',
]);

/** The actions in an archived channel. */
const ARCHIVED_ACTIONS: ReadonlySet<Action> = new Set([
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

/** Whether a role permits an action in a channel. Only a public channel can be joined without an invitation. */
export function isPermitted(
  { kind, archived, effectiveRole }: { kind: ChannelKind; archived: boolean; effectiveRole: EffectiveRole },
  action: Action,
): boolean {
  if (kind === 'direct' && !DIRECT_ACTIONS.has(action)) return false;
  if (archived && !ARCHIVED_ACTIONS.has(action)) return false;
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

/** Whether a role may mute, remove or ban another: only lower roles, and owners also other owners. */
export function outranks(one: EffectiveRole, other: EffectiveRole): boolean {
  return RANK[one] > RANK[other] || (one === 'owner' && other === 'owner');
}

/** Reads a role. */
export function parseRole(input: unknown): Role {
  if (input === 'owner' || input === 'moderator' || input === 'member') return input;
  throw new ChatError('bad-request', 'role: must be owner, moderator or member.');
}
