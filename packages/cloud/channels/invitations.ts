// Invitations: a user who has the code can join the channel, until it expires or is revoked.
import {
  type EffectiveRole,
  type Invitation,
  type InvitationPreview,
  MEMBERS_MAX,
  MEMBERS_WITH_GUESTS_MAX,
  MEMBERSHIPS_MAX,
  newId,
  type User,
} from '@parley/chat';
import {
  accessDenied,
  channelFull,
  fullForGuests,
  noChannel,
  noInvitation,
  tooManyChannels,
} from '../access/access-errors.ts';
import { type ChannelAccess, can } from '../access/channel-access.ts';
import { type AuthenticatedUser, isGuest, type TokenUser } from '../authenticated-user.ts';
import { settingsWrite } from '../db/channel-row.ts';
import { type ChatTableDeps, readRows, type TransactionDeps, transact, type Writes } from '../db/chat-table.ts';
import { presentGuestCheck } from '../db/guest-rows.ts';
import {
  codeKey,
  codeWrite,
  departureKey,
  invitationCheck,
  invitationsKey,
  type OpenInvitation,
  type OpenInvitations,
  parseOpenInvitations,
  replaceInvitationsWrite,
} from '../db/invitation-rows.ts';
import { joinWrites } from '../db/member-rows.ts';
import { CHANGE_RATE_LIMIT, RateLimiter } from '../db/rate-limits.ts';
import { setCursor } from '../db/read-cursors.ts';
import { banKey, muteKey, type Restrictions, restrictionsOf } from '../db/restriction-rows.ts';
import { ApiError } from '../errors.ts';
import { appendNotice, type NoticeAction, type NoticeDeps } from '../moderation/notices.ts';
import type { JoinLeave } from './join-leave.ts';

export type InvitationsDeps = TransactionDeps & ChatTableDeps & NoticeDeps & { joinLeave: JoinLeave };

/**
 * Open invitations of one channel that a member has; that all have together, before members and moderators can create no more; that
 * one owner has, whatever others have; and that one row can hold.
 */
export const INVITATIONS_OF_MEMBER_MAX = 10;
export const INVITATIONS_OF_CHANNEL_MAX = 50;
export const INVITATIONS_OF_OWNER_MAX = 50;
const OF_ROW_MAX = 1_000;

/** Others may change the invitations of the channel at the same time. */
const ATTEMPTS = 20;

/** The index of the rate limit in the transaction of a change. */
const RATE = 1;

const HOUR_MS = 3_600_000;

/** The invitations of all channels. */
export class Invitations {
  readonly #deps: InvitationsDeps;

  constructor(deps: InvitationsDeps) {
    this.#deps = deps;
  }

  /** Creates an invitation that is valid for so many hours. */
  async create(channel: string, hours: number, user: AuthenticatedUser): Promise<Invitation> {
    const { chatTable, now } = this.#deps;
    const { userId, username } = user;
    const by = { userId, username };
    const code = newId();
    const expiresAt = new Date(now() + hours * HOUR_MS).toISOString();
    await this.#change(channel, user, ({ settings: { epoch }, effectiveRole }, { invitations }) => {
      requireInvitationsLeft(invitations, user, effectiveRole);
      const invitation = { code, by, expiresAt, epoch };
      return { invitations: [...invitations, invitation], further: [codeWrite(chatTable, channel, invitation)] };
    });
    return { code, expiresAt, by };
  }

  /** The open invitations of a channel: all for owners and moderators, for members only their own. */
  async list(channel: string, user: AuthenticatedUser): Promise<Invitation[]> {
    const access = await this.#deps.members.authorize(channel, user, 'invite');
    const { invitations } = await this.#read(channel);
    return invitations
      .filter((one) => canSee(access, one, user))
      .map(({ code, expiresAt, by }) => ({ code, expiresAt, by }));
  }

  /** Revokes an invitation that the user can see; does nothing when there is none. */
  async revoke(channel: string, code: string, user: AuthenticatedUser): Promise<void> {
    await this.#change(channel, user, (access, { invitations }) => {
      const revoked = invitations.find((one) => one.code === code && canSee(access, one, user));
      const remove = { Delete: { TableName: this.#deps.chatTable, Key: codeKey(code) } };
      return revoked && { invitations: invitations.filter((one) => one !== revoked), further: [remove] };
    });
  }

  /**
   * Changes the invitations of a channel until no other change comes in between. The access is read after them: a removal changes them.
   * Each change counts for the rate limit: one who creates and revokes without end would leave a row for each code.
   */
  async #change(
    channel: string,
    user: AuthenticatedUser,
    decide: (
      access: ChannelAccess,
      known: OpenInvitations,
    ) => { invitations: readonly OpenInvitation[]; further?: Writes } | undefined,
  ): Promise<void> {
    const { chatTable, members, now } = this.#deps;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const known = await this.#read(channel);
      const change = decide(await members.authorize(channel, user, 'invite'), known);
      if (!change) return;
      const { invitations, further = [] } = change;
      const rate = new RateLimiter(chatTable, CHANGE_RATE_LIMIT).count(user, now());
      const failed = await transact(this.#deps, [
        replaceInvitationsWrite(chatTable, channel, known, invitations),
        rate.write,
        ...further,
      ]);
      if (failed.length === 0) return;
      if (failed.includes(RATE)) throw rate.error(undefined);
    }
    throw new ApiError(503, 'busy', 'Parley is too busy at the moment. Nothing was stored; try again.');
  }

  async #read(channel: string): Promise<OpenInvitations> {
    const [row] = await readRows(this.#deps, [invitationsKey(channel)]);
    return parseOpenInvitations(row, this.#deps.now());
  }

  /** The channel of an invitation, before it is accepted. */
  async preview(code: string, user: TokenUser): Promise<InvitationPreview> {
    const { channel, by } = await this.#open(code, user);
    const access = await this.#deps.members.access(channel, user);
    if (!access) throw noInvitation();
    const { title, topic, members } = access.settings;
    return { channel, title, topic, members, by: by.username };
  }

  /** Adds a user to the channel of an invitation; does nothing for members. Returns the channel. */
  async accept(code: string, user: AuthenticatedUser): Promise<string> {
    const { members, joinLeave } = this.#deps;
    const { channel } = await this.#open(code, user);
    const access = await members.access(channel, user);
    if (!access) throw noInvitation();
    if (access.settings.kind === 'public') {
      await joinLeave.join(channel, user);
      return channel;
    }
    await appendNotice(this.#deps, channel, user, async (current) => {
      if (current.member) return undefined;
      // Throws for a guest who has departed meanwhile.
      const memberships = await members.membershipsOf(user);
      requireRoom(current, memberships.length, user);
      return this.#joinAction(code, await this.#open(code, user), user);
    });
    return channel;
  }

  #joinAction(code: string, { channel, mute }: ValidInvitation, user: AuthenticatedUser): NoticeAction {
    const { chatTable, now } = this.#deps;
    const { userId, username } = user;
    const joinedAt = new Date(now()).toISOString();
    return {
      notice: 'joined',
      changes: ({ seq, count }) => [
        invitationCheck(chatTable, channel, code),
        ...joinWrites(chatTable, channel, { userId, username, role: 'member', joinedAt, ...mute }, now()),
        { Update: setCursor(chatTable, user, channel, { seq, count }) },
        settingsWrite(chatTable, channel, { members: 1, membersMax: membersMaxFor(user) }),
        ...(isGuest(user) ? [presentGuestCheck(chatTable, userId)] : []),
      ],
    };
  }

  /**
   * The same error for a code that never existed, one that has expired or was revoked, one of a channel that the user is banned from,
   * and one from before the user left the channel.
   */
  async #open(code: string, { userId }: TokenUser): Promise<ValidInvitation> {
    const now = this.#deps.now();
    const [pointer] = await readRows(this.#deps, [codeKey(code)]);
    if (!pointer) throw noInvitation();
    const channel = String(pointer['channel']);
    const keys = [
      invitationsKey(channel),
      departureKey(channel, userId),
      banKey(channel, userId),
      muteKey(channel, userId),
    ] as const;
    const rows = await readRows(this.#deps, keys);
    const [row, departure, ...restrictions] = keys.map(({ sk }) => rows.find((one) => one.sk === sk));
    const invitation = parseOpenInvitations(row, now).invitations.find((one) => one.code === code);
    const { banned, ...mute } = restrictionsOf(
      restrictions.filter((one) => one !== undefined),
      now,
    );
    if (!invitation || banned || invitation.epoch < Number(departure?.['epoch'] ?? 0)) throw noInvitation();
    return { channel, by: invitation.by, mute };
  }
}

/** An invitation that a user may accept, and the user's mute in its channel. */
type ValidInvitation = { channel: string; by: User; mute: Omit<Restrictions, 'banned'> };

/** Owners and moderators see all invitations, because they can revoke them; members see their own. */
function canSee(access: ChannelAccess, { by }: OpenInvitation, { userId }: AuthenticatedUser): boolean {
  return by.userId === userId || can(access, 'remove');
}

/** Throws when a user has as many open invitations as possible. Members cannot use up those of the owners. */
function requireInvitationsLeft(
  invitations: readonly OpenInvitation[],
  { userId }: AuthenticatedUser,
  effectiveRole: EffectiveRole,
): void {
  const own = invitations.filter(({ by }) => by.userId === userId).length;
  const isOwner = effectiveRole === 'owner';
  const ownMax = isOwner
    ? INVITATIONS_OF_OWNER_MAX
    : effectiveRole === 'moderator'
      ? INVITATIONS_OF_CHANNEL_MAX
      : INVITATIONS_OF_MEMBER_MAX;
  const max = isOwner ? OF_ROW_MAX : INVITATIONS_OF_CHANNEL_MAX;
  const limited =
    own >= ownMax
      ? `You have ${ownMax} open invitations to this channel`
      : invitations.length >= max && `The channel has ${max} open invitations`;
  if (limited) throw tooManyInvitations(limited);
}

/** The error of a limit of invitations; `limited` says which one is reached. */
export function tooManyInvitations(limited: string): ApiError {
  return new ApiError(
    409,
    'too-many-invitations',
    `${limited}, which is the limit. Revoke one first, or wait until one expires.`,
  );
}

/** Throws when an invited user cannot be added to a private channel. */
function requireRoom(access: ChannelAccess, memberships: number, user: TokenUser): void {
  const { kind, archived, members } = access.settings;
  if (kind !== 'private') throw noChannel();
  if (archived) throw accessDenied(access);
  if (memberships >= MEMBERSHIPS_MAX) throw tooManyChannels();
  if (members >= membersMaxFor(user)) throw isGuest(user) ? fullForGuests() : channelFull();
}

/** Guests leave half of the places to users with an account, whichever member has invited them. */
function membersMaxFor(user: TokenUser): number {
  return isGuest(user) ? MEMBERS_WITH_GUESTS_MAX : MEMBERS_MAX;
}
