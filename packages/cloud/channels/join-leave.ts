// Coming into a public channel and leaving it, which nobody else's leave is needed for and no entry tells of.
import { MEMBERS_MAX } from '@parley/chat';
import { noChannel, refusal } from '../access/access-errors.ts';
import { allows, type ChannelAccess, MEMBERSHIPS_MAX, type Members } from '../access/members.ts';
import type { AuthenticatedUser } from '../authenticated-user.ts';
import { isDefault, settingsWrite } from '../db/channel-row.ts';
import { type TransactNeeds, transact, type Writes } from '../db/chat-table.ts';
import type { Log } from '../db/log.ts';
import { banKey, coming, going } from '../db/member-rows.ts';
import { cursorSet } from '../db/read-cursors.ts';
import { ApiError } from '../errors.ts';

export type MembershipNeeds = TransactNeeds & { chatTable: string; log: Log; members: Members; now: () => number };

/** How people come and go by themselves. */
export class Membership {
  readonly #needs: MembershipNeeds;

  constructor(needs: MembershipNeeds) {
    this.#needs = needs;
  }

  /** Lets a person into a public channel; whoever is in it already stays so. What was said before counts as read. */
  async join(channel: string, person: AuthenticatedUser): Promise<void> {
    const { members, log, chatTable, now } = this.#needs;
    // Whoever never was here before arrives first, so that there is an item to put the cursor into.
    const mine = await members.of(person);
    const access = await members.access(channel, person);
    if (!access) throw noChannel(channel);
    if (access.member) return;
    if (!allows(access, 'join')) throw refusal(access);
    if (mine.length >= MEMBERSHIPS_MAX)
      throw new ApiError(409, 'too-many-channels', `You are in ${MEMBERSHIPS_MAX} channels: leave one first.`);
    const { userId, username } = person;
    const joinedAt = new Date(now()).toISOString();
    const broken = await transact(this.#needs, [
      {
        ConditionCheck: {
          TableName: chatTable,
          Key: banKey(channel, userId),
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      ...coming(chatTable, channel, { userId, username, role: 'member', joinedAt }),
      { Update: cursorSet(chatTable, person, channel, await log.head(channel)) },
      ...counted(chatTable, channel, { members: 1 }),
    ]);
    if (broken.includes(0)) throw new ApiError(403, 'banned', `You may not come back into #${channel}.`);
    // The row is there already, from another device; else the channel is full.
    if (broken.length > 0 && !broken.includes(1))
      throw new ApiError(409, 'full', `#${channel} has ${MEMBERS_MAX} members, which is as many as there can be.`);
  }

  /** Lets a person leave a public channel. Anybody may come and listen there, so that nothing need be hidden from them now. */
  async leave({ settings: { name }, member }: ChannelAccess, { userId }: AuthenticatedUser): Promise<void> {
    const { chatTable } = this.#needs;
    const broken = await transact(this.#needs, [
      ...going(chatTable, name, userId),
      ...counted(chatTable, name, { members: -1, ...(member?.role === 'owner' && { owners: -1 }) }),
    ]);
    if (broken.includes(2)) throw lastOwner(name);
  }
}

/** Why the last owner stays one. */
export function lastOwner(channel: string): ApiError {
  return new ApiError(
    409,
    'last-owner',
    `#${channel} would have no owner any more: make somebody else an owner first.`,
  );
}

// Nobody counts the members of a channel that everybody is in.
function counted(chatTable: string, channel: string, counts: { members: number; owners?: number }): Writes {
  return isDefault(channel) ? [] : [settingsWrite(chatTable, channel, counts)];
}
