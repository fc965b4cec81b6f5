// Joining and leaving channels. In public channels neither has a notice; leaving a private one moves it to its next epoch.
import { MEMBERS_MAX, MEMBERS_WITH_GUESTS_MAX, MEMBERSHIPS_MAX } from '@parley/chat';
import {
  accessDenied,
  channelFull,
  channelLabel,
  fullForGuests,
  noChannel,
  tooManyChannels,
} from '../access/access-errors.ts';
import { can } from '../access/channel-access.ts';
import { type AuthenticatedUser, isGuest } from '../authenticated-user.ts';
import { isDefaultChannel, settingsWrite } from '../db/channel-row.ts';
import { type ChatTableDeps, readRows, type TransactionDeps, transact, type Writes } from '../db/chat-table.ts';
import { guestExpired, presentGuestCheck } from '../db/guest-rows.ts';
import { invitationsKey, parseOpenInvitations } from '../db/invitation-rows.ts';
import type { Log } from '../db/log.ts';
import { joinWrites } from '../db/member-rows.ts';
import { CHANGE_RATE_LIMIT, RateLimiter } from '../db/rate-limits.ts';
import { setCursor } from '../db/read-cursors.ts';
import { readRestrictions } from '../db/restriction-rows.ts';
import { ApiError } from '../errors.ts';
import type { Mentions } from '../messages/mentions.ts';
import { leaveWrites } from '../moderation/member-removal.ts';
import { appendNotice, type NoticeDeps } from '../moderation/notices.ts';
import type { Conversations } from './conversations.ts';

export type JoinLeaveDeps = TransactionDeps &
  ChatTableDeps &
  NoticeDeps & { log: Log; mentions: Mentions; conversations: Conversations };

/** The index of the rate limit in the transaction of joining. */
const RATE = 5;

/** Memberships that users change themselves. */
export class JoinLeave {
  readonly #deps: JoinLeaveDeps;

  constructor(deps: JoinLeaveDeps) {
    this.#deps = deps;
  }

  /** Adds a user to a public channel; does nothing for members. The messages that exist already are not unread. */
  async join(channel: string, user: AuthenticatedUser): Promise<void> {
    const { members, log, chatTable, now } = this.#deps;
    // Enrols the user, so that the item exists in which the cursor is set.
    const memberships = await members.membershipsOf(user);
    const access = await members.access(channel, user);
    if (!access) throw noChannel();
    if (access.member) return;
    if (!can(access, 'join')) throw accessDenied(access);
    if (memberships.length >= MEMBERSHIPS_MAX) throw tooManyChannels();
    const { userId, username } = user;
    const joinedAt = new Date(now()).toISOString();
    const { banned, ...mute } = await readRestrictions(this.#deps, channel, userId, now());
    if (banned) throw new ApiError(403, 'banned', `You're banned from ${channelLabel(access.settings)}.`);
    const rate = new RateLimiter(chatTable, CHANGE_RATE_LIMIT).count(user, now());
    const withoutAccount = isGuest(user);
    const writes = [
      ...joinWrites(chatTable, channel, { userId, username, role: 'member', joinedAt, ...mute }, now()),
      { Update: setCursor(chatTable, user, channel, await log.head(channel)) },
      rate.write,
      ...countWrites(chatTable, channel, {
        members: 1,
        membersMax: withoutAccount ? MEMBERS_WITH_GUESTS_MAX : MEMBERS_MAX,
      }),
      ...(withoutAccount ? [presentGuestCheck(chatTable, userId)] : []),
    ];
    const failed = await transact(this.#deps, writes);
    if (withoutAccount && failed.includes(writes.length - 1)) throw guestExpired();
    if (failed.includes(RATE)) throw rate.error(undefined);
    // The user was banned, muted or unmuted meanwhile.
    if (failed.includes(0) || failed.includes(1)) return this.join(channel, user);
    // When the row exists already, another device has joined; otherwise the channel is full.
    if (failed.length > 0 && !failed.includes(2)) throw withoutAccount ? fullForGuests() : channelFull();
  }

  /**
   * Removes the user from a channel, or closes a direct conversation. A public channel keeps its epoch: any user may join and read
   * it. Its other members are not notified, but leaving is an entry in any case: the role that was read is the user's role still when
   * it is written.
   */
  async leave(channel: string, user: AuthenticatedUser): Promise<void> {
    const { members, mentions, conversations } = this.#deps;
    const { settings } = await members.authorize(channel, user, 'leave');
    if (settings.kind === 'direct') await conversations.close(channel, user);
    else await this.#leave(channel, user);
    await mentions.delete(user, channel);
  }

  #leave(channel: string, user: AuthenticatedUser): Promise<void> {
    const { chatTable, now } = this.#deps;
    return appendNotice(this.#deps, channel, user, async (access) => {
      const { member, settings } = access;
      if (!member) return undefined;
      const [row] = await readRows(this.#deps, [invitationsKey(channel)]);
      const known = parseOpenInvitations(row, now());
      const changes = ({ epoch }: { epoch?: number }) =>
        leaveWrites(access, member, known, { epoch, now: now(), chatTable });
      return settings.kind === 'public' ? { silent: true, changes } : { notice: 'left', endsEpoch: true, changes };
    });
  }
}

// The members of default channels are not counted.
function countWrites(chatTable: string, channel: string, counts: { members: number; membersMax: number }): Writes {
  return isDefaultChannel(channel) ? [] : [settingsWrite(chatTable, channel, counts)];
}
