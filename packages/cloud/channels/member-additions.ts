// Adding users to a private channel by name, without an invitation link. The added user is told, and may leave.
import { MEMBERS_MAX, MEMBERS_WITH_GUESTS_MAX, MEMBERSHIPS_MAX } from '@parley/chat';
import { channelFull, fullForGuests, noUser } from '../access/access-errors.ts';
import type { AuthenticatedUser } from '../authenticated-user.ts';
import { blockersAmong } from '../db/block-rows.ts';
import { settingsWrite } from '../db/channel-row.ts';
import type { ChatTableDeps, TransactionDeps } from '../db/chat-table.ts';
import { presentGuestCheck } from '../db/guest-rows.ts';
import { joinWrites } from '../db/member-rows.ts';
import { ADDITION_RATE_LIMIT, RateLimiter } from '../db/rate-limits.ts';
import { setCursor } from '../db/read-cursors.ts';
import { ApiError } from '../errors.ts';
import { authorizeTarget } from '../moderation/moderation-target.ts';
import { appendNotice, type NoticeAction, type NoticeDeps } from '../moderation/notices.ts';

export type MemberAdditionsDeps = TransactionDeps & ChatTableDeps & NoticeDeps;

/** Adds users to private channels. */
export class MemberAdditions {
  readonly #deps: MemberAdditionsDeps;

  constructor(deps: MemberAdditionsDeps) {
    this.#deps = deps;
  }

  /** Adds a user to a private channel, on behalf of a member who may invite; does nothing for members. */
  async add(channel: string, userId: string, user: AuthenticatedUser): Promise<void> {
    const { chatTable, members, now } = this.#deps;
    await appendNotice(this.#deps, channel, user, async (access): Promise<NoticeAction | undefined> => {
      const target = await authorizeTarget(access, userId, 'invite', user, this.#deps);
      const { user: added, guest, member, banned, ...mute } = target;
      if (member) return undefined;
      if (access.settings.kind !== 'private') throw onlyPrivate();
      const blocked = await blockersAmong([userId], user.userId, this.#deps);
      if (banned || blocked.size > 0) throw cannotBeAdded();
      // Throws for a guest who has departed.
      const memberships = await members
        .membershipsOf({ ...added, requestedName: added.username, groups: [] })
        .catch((error: unknown) => {
          throw guest ? noUser(userId) : error;
        });
      if (memberships.length >= MEMBERSHIPS_MAX) throw cannotBeAdded();
      const membersMax = guest ? MEMBERS_WITH_GUESTS_MAX : MEMBERS_MAX;
      if (access.settings.members >= membersMax) throw guest ? fullForGuests() : channelFull();
      const joinedAt = new Date(now()).toISOString();
      return {
        notice: 'added',
        user: added,
        limits: [new RateLimiter(chatTable, ADDITION_RATE_LIMIT).count(user, now())],
        changes: ({ seq, count }) => [
          ...joinWrites(chatTable, channel, { ...added, role: 'member', joinedAt, ...mute }, now()),
          { Update: setCursor(chatTable, added, channel, { seq, count }) },
          settingsWrite(chatTable, channel, { members: 1, membersMax }),
          ...(guest ? [presentGuestCheck(chatTable, userId)] : []),
        ],
      };
    });
  }
}

function onlyPrivate(): ApiError {
  return new ApiError(400, 'bad-request', 'Users are added to private channels; a public one can be joined.');
}

/** The same error for a user who is banned, one who has blocked the member, and one with too many channels: none is disclosed. */
function cannotBeAdded(): ApiError {
  return new ApiError(403, 'not-possible', "This user can't be added to the channel.");
}
