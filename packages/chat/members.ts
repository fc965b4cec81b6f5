// Members, invitations, blocks and the audit trail: the request and response bodies of their routes.
import { ChatError } from './errors.ts';
import { parseBoolean, parseInteger, parseSingleField } from './fields.ts';
import { type EffectiveRole, parseRole, type Role } from './roles.ts';

/** The most members of a channel, except of the default channels, of which all users are members. */
export const MEMBERS_MAX = 1_000;

/** The number of members from which guests cannot join: they need no account, so the other places are for users who have one. */
export const MEMBERS_WITH_GUESTS_MAX = 500;

/** The most public and private channels that one user can be a member of. */
export const MEMBERSHIPS_MAX = 200;

/** The most open direct conversations that one user has started or answered. Closing one makes room. */
export const CONVERSATIONS_MAX = 200;

/** The newest conversations that others have started and the user has not answered are listed. Closing one makes room for older ones. */
export const UNANSWERED_LISTED_MAX = 50;

/** The most participants of one direct conversation, including its creator. */
export const DIRECT_MAX = 8;

/** The longest mute, in minutes: thirty days. */
export const MUTE_MINUTES_MAX = 43_200;

/** The longest validity of an invitation, in hours: thirty days. */
export const INVITATION_HOURS_MAX = 720;

/** The most users whom one user can block: they are read at once. */
export const BLOCKED_MAX = 500;

/** A user, as others see them. `userId` never changes (the token's `sub`). */
export type User = { userId: string; username: string };

/** A member of a channel; `mutedUntil` (ISO 8601, UTC) while the member is muted. */
export type Member = User & { role: Role; joinedAt: string; mutedUntil?: string };

/** A user who may not post in a channel until `mutedUntil` (ISO 8601, UTC). */
export type MutedUser = User & { mutedUntil: string };

/**
 * `GET /channels/{channel}/members`. `mutedUntil` of other members is included only for users who may mute. `muted` are those who
 * are not listed as members: they left, or never joined. `muted` and `banned` are empty for users who may not mute and ban. `more`
 * when there are further members.
 */
export type Members = { members: Member[]; muted: MutedUser[]; banned: User[]; more: boolean };

/** An invitation by a member: a user with the code can join until it expires (ISO 8601, UTC). */
export type Invitation = { code: string; expiresAt: string; by: User };

/** `GET /invitations/{code}`: the channel, before the invitation is accepted. */
export type InvitationPreview = { channel: string; title: string; topic: string; members: number; by: string };

/**
 * `GET /invitations/{code}/description`: what a reader who is not signed in may know. It has no id and no name of a path; `by` is a username.
 * In a default channel, of which all users are members, `members` is 0.
 */
export type InvitationDescription = Pick<InvitationPreview, 'title' | 'members' | 'by'>;

/** A record of a channel's audit trail: who did what to whom, and when (ISO 8601, UTC). Records are never changed or deleted. */
export type AuditRecord = { id: string; at: string; by: User; action: string; user?: User; value?: string };

/** The body of `PATCH /channels/{channel}/members/{userId}`, one change at a time. 0 minutes end a mute. */
export type MemberChange = { role: Role } | { mutedMinutes: number } | { banned: boolean };

/** `GET /users/me/blocks`: the ids of the users whom the user has blocked. Only the blocking user can read them. */
export type BlockedUsers = { blocked: string[]; usernames: Readonly<Record<string, string>> };

/**
 * Reads a user id: the `sub` of any issuer's token, printable ASCII without the # that separates keys, and without / and *, which
 * are separators and wildcards of channel paths: the `sub` * would subscribe to the signals of all users.
 */
export function parseUserId(input: unknown): string {
  if (isUserId(input)) return input;
  throw new ChatError('bad-request', 'userId: must be the id of a user, as in their messages.');
}

/** The form of a user id. A string, as AppSync's handlers have no regular expressions of their own. */
export const USER_ID_PATTERN = '^[!"$-)+-.0-~]{1,128}$';

const USER_ID = /* @__PURE__ */ new RegExp(USER_ID_PATTERN);

/** Whether a value can be a user id. */
export function isUserId(input: unknown): input is string {
  return typeof input === 'string' && USER_ID.test(input);
}

/** Reads a change of one member. */
export function parseMemberChange(input: unknown): MemberChange {
  const [name, value] = parseSingleField(input, ['role', 'mutedMinutes', 'banned']);
  if (name === 'role') return { role: parseRole(value) };
  if (name === 'mutedMinutes') return { mutedMinutes: parseInteger(name, value, { least: 0, most: MUTE_MINUTES_MAX }) };
  return { banned: parseBoolean(name, value) };
}

/** Reads the body of `POST /channels/{channel}/invitations`, `{ hours }`, and returns the hours. */
export function parseNewInvitation(input: unknown): number {
  const [, hours] = parseSingleField(input, ['hours']);
  return parseInteger('hours', hours, { least: 1, most: INVITATION_HOURS_MAX });
}

/** Reads an invitation's code: 22 characters of base64url. */
export function parseInvitationCode(input: unknown): string {
  if (typeof input === 'string' && /^[A-Za-z0-9_-]{22}$/.test(input)) return input;
  throw new ChatError('bad-request', 'This invitation link is broken. Ask for a new one.');
}

/** Whether a member is muted at a time. */
export function isMuted({ mutedUntil }: Pick<Member, 'mutedUntil'>, now: number): boolean {
  return mutedUntil !== undefined && Date.parse(mutedUntil) > now;
}

/** A member's effective role: a mute comes before everything else, and guests are guests whatever their role. */
export function effectiveRoleOf(
  member: Pick<Member, 'role' | 'mutedUntil'>,
  guest: boolean,
  now: number,
): EffectiveRole {
  if (isMuted(member, now)) return 'muted';
  return guest ? 'guest' : member.role;
}
