// Who is in a channel, how people come in, and what moderators see and do: the bodies of the routes about people.
import { ChatError } from './errors.ts';
import { type EffectiveRole, parseRole, type Role } from './roles.ts';

/** The most members of a channel other than the default ones, which everybody is in. */
export const MEMBERS_MAX = 1_000;

/** The most people of one direct conversation, whoever begins it among them. */
export const DIRECT_MAX = 8;

/** The longest time for which somebody is muted, in minutes: thirty days. */
export const MUTE_MINUTES_MAX = 43_200;

/** The longest life of an invitation, in hours: thirty days. */
export const INVITATION_HOURS_MAX = 720;

/** The most people whom one person has blocked: they are read at once. */
export const BLOCKED_MAX = 500;

/** Somebody, as others see them. `userId` is who they are for good (the token's `sub`). */
export type User = { userId: string; username: string };

/** Somebody in a channel; `mutedUntil` (ISO 8601, UTC) while they may not speak. */
export type Member = User & { role: Role; joinedAt: string; mutedUntil?: string };

/** `GET /channels/{channel}/members`: `banned` only for those who may ban; `more` when there are members beyond these. */
export type Members = { members: Member[]; banned: User[]; more: boolean };

/** An invitation: whoever has the code comes in until it expires (ISO 8601, UTC). */
export type Invitation = { code: string; expiresAt: string };

/** What `GET /invitations/{code}` shows before somebody comes in. */
export type InvitationPreview = { channel: string; title: string; topic: string; members: number; by: string };

/** One line of a channel's audit trail: who did what to whom, when (ISO 8601, UTC). Nothing in the chat changes or deletes it. */
export type AuditRecord = { id: string; at: string; by: User; action: string; user?: User; value?: string };

/** What `PATCH /channels/{channel}/members/{userId}` takes, one at a time. 0 minutes let somebody speak again. */
export type MemberChange = { role: Role } | { mutedMinutes: number } | { banned: boolean };

/** Whom somebody has blocked, as `GET /users/me/blocks` tells that person alone: by the sender that their messages have. */
export type BlockedUsers = { blocked: string[] };

/** Reads who somebody is: a token's sub, whoever issued it, is printable ASCII without the # that separates keys. */
export function parseUserId(input: unknown): string {
  if (isUserId(input)) return input;
  throw new ChatError('bad-request', 'userId: who it is, as the messages of that person say.');
}

/** Whether something can be a sender. */
export function isUserId(input: unknown): input is string {
  return typeof input === 'string' && /^[!-"$-~]{1,128}$/.test(input);
}

/** Reads a change of one member. */
export function parseMemberChange(input: unknown): MemberChange {
  const [name, value] = oneField(input, ['role', 'mutedMinutes', 'banned']);
  if (name === 'role') return { role: parseRole(value) };
  if (name === 'mutedMinutes') return { mutedMinutes: whole(name, value, 0, MUTE_MINUTES_MAX) };
  if (typeof value !== 'boolean') throw new ChatError('bad-request', 'banned: true or false.');
  return { banned: value };
}

/** Reads what `POST /channels/{channel}/invitations` takes: `{ hours }`; returns the hours. */
export function parseNewInvitation(input: unknown): number {
  const [, hours] = oneField(input, ['hours']);
  return whole('hours', hours, 1, INVITATION_HOURS_MAX);
}

/** Reads an invitation's code: 22 characters of base64url. */
export function parseInvitationCode(input: unknown): string {
  if (typeof input === 'string' && /^[A-Za-z0-9_-]{22}$/.test(input)) return input;
  throw new ChatError(
    'bad-request',
    'This is no invitation: the link is cut off, or has something in it that does not belong there.',
  );
}

/** Whether somebody may not speak just now, and until when. */
export function isMuted({ mutedUntil }: Pick<Member, 'mutedUntil'>, now: number): boolean {
  return mutedUntil !== undefined && Date.parse(mutedUntil) > now;
}

/** How a member stands: a guest stays one whatever the role, and whoever is muted is so first of all. */
export function effectiveRoleOf(
  member: Pick<Member, 'role' | 'mutedUntil'>,
  guest: boolean,
  now: number,
): EffectiveRole {
  if (isMuted(member, now)) return 'muted';
  return guest ? 'guest' : member.role;
}

/** Reads one line that people wrote: not blank, no control characters, at most `max` UTF-16 units, well-formed. */
export function parseSingleLine(name: string, input: unknown, max: number): string {
  if (typeof input !== 'string') throw new ChatError('bad-request', `${name}: a text is needed.`);
  const line = input.trim();
  if (line === '') throw new ChatError('bad-request', `${name}: it is empty.`);
  if (line.length > max)
    throw new ChatError('bad-request', `${name}: ${line.length} characters are too long; the longest has ${max}.`);
  if (!line.isWellFormed() || CONTROLS.test(line))
    throw new ChatError('bad-request', `${name}: it holds a character that cannot be shown. Type it again.`);
  return line;
}

// Control characters, and those that turn the direction of what stands beside them (Unicode Standard Annex 9).
const CONTROLS = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** Reads a body that holds exactly one of some fields. */
export function oneField(input: unknown, names: readonly string[]): [name: string, value: unknown] {
  const fields = typeof input === 'object' && input !== null && !Array.isArray(input) ? Object.entries(input) : [];
  const [field] = fields;
  if (field && fields.length === 1 && names.includes(field[0])) return field;
  throw new ChatError(
    'bad-request',
    `The body must be a JSON object with ${names.length > 1 ? 'one of ' : ''}${names.join(', ')}.`,
  );
}

function whole(name: string, value: unknown, least: number, most: number): number {
  if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most) return value as number;
  throw new ChatError('bad-request', `${name}: a whole number from ${least} to ${most}.`);
}
