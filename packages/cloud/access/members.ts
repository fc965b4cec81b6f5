// Who is in which channel, and how they stand there: every door asks here.
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import {
  type Action,
  type EffectiveRole,
  effectiveRoleOf,
  isPermitted,
  type Member,
  type Members as MemberList,
} from '@parley/chat';
import { type AuthenticatedUser, isGuest, OWNERS } from '../authenticated-user.ts';
import { isDefault, type Settings, settingsKey, settingsOf } from '../db/channel-row.ts';
import { BAN, banKey, MEMBER, type Membership, memberKey, memberOf, membershipKey } from '../db/member-rows.ts';
import { type Key, rowsOf } from '../db/rows.ts';
import { noChannel, refusal } from './access-errors.ts';
import type { Arrival } from './first-visit.ts';

export type MembersNeeds = {
  dynamodb: Pick<DynamoDBDocumentClient, 'send'>;
  chatTable: string;
  arrival: Arrival;
  now: () => number;
};

/**
 * A channel and how somebody stands to it; `member` is who they are in it. Everybody is in a default channel: also somebody who
 * has not `arrived`, so was never here before and has no rows yet.
 */
export type ChannelAccess = {
  settings: Settings;
  member: Member | undefined;
  effectiveRole: EffectiveRole;
  arrived: boolean;
};

/** The most channels that one person is in: `POST /sync` asks for that many. */
export const MEMBERSHIPS_MAX = 200;

/** The members of one list. A channel with more says so. */
const LISTED_MAX = 500;

/** The members of all channels. */
export class Members {
  readonly #needs: MembersNeeds;

  constructor(needs: MembersNeeds) {
    this.#needs = needs;
  }

  /** How a person stands to a channel, in one consistent read; nothing when there is no such channel. */
  async access(channel: string, person: AuthenticatedUser): Promise<ChannelAccess | undefined> {
    const { userId, username } = person;
    const keys = {
      settings: settingsKey(channel),
      member: memberKey(channel, userId),
      arrival: membershipKey(userId, ''),
    };
    const asked = isDefault(channel) ? Object.values(keys) : [keys.settings, keys.member];
    const rows = await rowsOf(this.#needs, asked);
    const found = ({ pk, sk }: Key) => rows.find((row) => row.pk === pk && row.sk === sk);
    const settings = settingsOf(channel, found(keys.settings));
    if (!settings) return undefined;
    const row = found(keys.member);
    const arrived = !isDefault(channel) || found(keys.arrival) !== undefined;
    const member = row
      ? memberOf(row)
      : arrived
        ? undefined
        : { userId, username, role: 'member' as const, joinedAt: '' };
    return {
      settings,
      member,
      effectiveRole: member ? this.effectiveRole(settings, member, person) : 'non-member',
      arrived,
    };
  }

  /** Writes the rows of somebody who is here for the first time. */
  arrive(person: AuthenticatedUser): Promise<void> {
    return this.#needs.arrival.of(person);
  }

  /** The same, or a refusal when the person may not do this. */
  async allowed(channel: string, person: AuthenticatedUser, ...actions: [Action, ...Action[]]): Promise<ChannelAccess> {
    const access = await this.access(channel, person);
    if (!access) throw noChannel(channel);
    if (!actions.some((action) => allows(access, action))) throw refusal(access);
    return access;
  }

  /** The channels that a person is in, as the person's own rows say. Whoever never was here before arrives first. */
  async of(person: AuthenticatedUser): Promise<Membership[]> {
    const { Items = [] } = await this.#query(membershipKey(person.userId, ''), MEMBERSHIPS_MAX + 1);
    if (Items[0]?.sk !== MEMBER) {
      await this.#needs.arrival.of(person);
      return this.of(person);
    }
    return Items.slice(1).map(({ sk, role, mutedUntil }) => ({
      channel: String(sk).slice(MEMBER.length),
      role,
      ...(mutedUntil && { mutedUntil }),
    }));
  }

  /** Who is in a channel, and for those who may ban, who may not come back. */
  async list(access: ChannelAccess): Promise<MemberList> {
    const { name } = access.settings;
    const ofMembers = this.#query(memberKey(name, ''), LISTED_MAX);
    const ofBanned = allows(access, 'ban') ? this.#query(banKey(name, ''), LISTED_MAX) : { Items: [] };
    const [members, banned] = await Promise.all([ofMembers, ofBanned]);
    return {
      members: (members.Items ?? []).map(memberOf),
      banned: (banned.Items ?? []).map(({ sk, username }) => ({ userId: String(sk).slice(BAN.length), username })),
      more: members.LastEvaluatedKey !== undefined,
    };
  }

  /** How many people are in a channel whose members nobody counts. */
  async count(channel: string): Promise<number> {
    let count = 0;
    let from: Record<string, unknown> | undefined;
    do {
      const { Count = 0, LastEvaluatedKey } = await this.#needs.dynamodb.send(
        new QueryCommand({ ...this.#under(memberKey(channel, '')), Select: 'COUNT', ExclusiveStartKey: from }),
      );
      count += Count;
      from = LastEvaluatedKey;
    } while (from);
    return count;
  }

  /** How somebody stands there, given how the channel is and their row in it. */
  effectiveRole(settings: Settings, member: Omit<Membership, 'channel'>, person: AuthenticatedUser): EffectiveRole {
    const owns = isDefault(settings.name) && person.groups.includes(OWNERS);
    return effectiveRoleOf(owns ? { ...member, role: 'owner' } : member, isGuest(person), this.#needs.now());
  }

  #query(key: { pk: string; sk: string }, limit: number) {
    return this.#needs.dynamodb.send(new QueryCommand({ ...this.#under(key), Limit: limit }));
  }

  /** The rows whose keys begin with this one. */
  #under({ pk, sk }: { pk: string; sk: string }) {
    return {
      TableName: this.#needs.chatTable,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
      ConsistentRead: true,
    };
  }
}

/** Whether somebody who stands so may do something. */
export function allows(
  { settings, effectiveRole }: Pick<ChannelAccess, 'settings' | 'effectiveRole'>,
  action: Action,
): boolean {
  return isPermitted({ kind: settings.kind, archived: settings.archived, effectiveRole }, action);
}
