// Invitations: whoever has the code comes in, until it expires or is taken back.
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type Invitation, type InvitationPreview, MEMBERS_MAX, newId } from '@parley/chat';
import { noChannel, refusal } from '../access/access-errors.ts';
import { MEMBERSHIPS_MAX, type Members } from '../access/members.ts';
import type { AuthenticatedUser } from '../authenticated-user.ts';
import { channelPartition, settingsWrite } from '../db/channel-row.ts';
import { type TransactNeeds, transact } from '../db/chat-table.ts';
import { banKey, coming } from '../db/member-rows.ts';
import { cursorSet } from '../db/read-cursors.ts';
import { type Row, type RowsNeeds, rowsOf } from '../db/rows.ts';
import { ApiError } from '../errors.ts';
import type { LogWriter } from '../messages/post.ts';
import type { Membership } from './join-leave.ts';

export type InvitesNeeds = TransactNeeds &
  RowsNeeds & {
    dynamodb: Pick<DynamoDBDocumentClient, 'send'>;
    members: Members;
    membership: Membership;
    writer: LogWriter;
    now: () => number;
  };

/** Invitations of one channel that are open at the same time. */
const INVITES_MAX = 50;

const HOUR_MS = 3_600_000;
const INVITE = 'invitation#';

/** Everybody's invitations. */
export class Invites {
  readonly #needs: InvitesNeeds;

  constructor(needs: InvitesNeeds) {
    this.#needs = needs;
  }

  /** Makes an invitation that holds for so many hours. */
  async create(channel: string, hours: number, person: AuthenticatedUser): Promise<Invitation> {
    const { chatTable, now } = this.#needs;
    if ((await this.of(channel, person)).length >= INVITES_MAX)
      throw new ApiError(409, 'too-many-invitations', `${INVITES_MAX} invitations are open: take one back first.`);
    const code = newId();
    const end = now() + hours * HOUR_MS;
    const item = {
      channel,
      code,
      by: person.username,
      until: new Date(end).toISOString(),
      expiresAt: Math.ceil(end / 1000),
    };
    await transact(this.#needs, [
      { Put: { TableName: chatTable, Item: { ...inviteKey(code), ...item } } },
      { Put: { TableName: chatTable, Item: { ...listedKey(channel, code), ...item } } },
    ]);
    return { code, expiresAt: item.until };
  }

  /** The open invitations of a channel, for whoever may invite. */
  async of(channel: string, person: AuthenticatedUser): Promise<Invitation[]> {
    const { dynamodb, chatTable, members, now } = this.#needs;
    await members.allowed(channel, person, 'invite');
    const { Items = [] } = await dynamodb.send(
      new QueryCommand({
        TableName: chatTable,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :invite)',
        ExpressionAttributeValues: { ':pk': channelPartition(channel), ':invite': INVITE },
        ConsistentRead: true,
      }),
    );
    return Items.filter((row) => isOpen(row, now())).map(({ code, until }) => ({ code, expiresAt: until }));
  }

  /** Takes an invitation back. */
  async revoke(channel: string, code: string, person: AuthenticatedUser): Promise<void> {
    const { chatTable, members } = this.#needs;
    await members.allowed(channel, person, 'invite');
    const [listed] = await rowsOf(this.#needs, [listedKey(channel, code)]);
    if (!listed) return;
    await transact(this.#needs, [
      { Delete: { TableName: chatTable, Key: inviteKey(code) } },
      { Delete: { TableName: chatTable, Key: listedKey(channel, code) } },
    ]);
  }

  /** What an invitation is for, before somebody comes in. */
  async shown(code: string, person: AuthenticatedUser): Promise<InvitationPreview> {
    const { channel, by } = await this.#open(code, person);
    const access = await this.#needs.members.access(channel, person);
    if (!access) throw noInvite();
    const { title, topic, members } = access.settings;
    return { channel, title, topic, members, by };
  }

  /** Lets somebody in by an invitation; whoever is in already stays so. Returns the channel. */
  async accept(code: string, person: AuthenticatedUser): Promise<string> {
    const { members, membership, writer, chatTable, now } = this.#needs;
    const { channel } = await this.#open(code, person);
    const mine = await members.of(person);
    const access = await members.access(channel, person);
    if (!access) throw noInvite();
    if (access.settings.kind === 'public') {
      await membership.join(channel, person);
      return channel;
    }
    await writer.rule(channel, person, (round) => {
      if (round.member) return undefined;
      if (round.settings.kind !== 'private') throw noChannel(channel);
      if (round.settings.archived) throw refusal(round);
      if (mine.length >= MEMBERSHIPS_MAX)
        throw new ApiError(409, 'too-many-channels', `You are in ${MEMBERSHIPS_MAX} channels: leave one first.`);
      if (round.settings.members >= MEMBERS_MAX)
        throw new ApiError(409, 'full', `The channel has ${MEMBERS_MAX} members, which is as many as there can be.`);
      const { userId, username } = person;
      const joinedAt = new Date(now()).toISOString();
      return {
        notice: 'joined',
        changes: ({ seq, count }) => [
          {
            ConditionCheck: { TableName: chatTable, Key: inviteKey(code), ConditionExpression: 'attribute_exists(pk)' },
          },
          {
            ConditionCheck: {
              TableName: chatTable,
              Key: banKey(channel, userId),
              ConditionExpression: 'attribute_not_exists(pk)',
            },
          },
          ...coming(chatTable, channel, { userId, username, role: 'member', joinedAt }),
          { Update: cursorSet(chatTable, person, channel, { seq, count }) },
          settingsWrite(chatTable, channel, { members: 1 }),
        ],
      };
    });
    return channel;
  }

  /** One refusal for a code that nobody made, that has expired, or whose channel the person may not come back into. */
  async #open(code: string, { userId }: AuthenticatedUser): Promise<{ channel: string; by: string }> {
    const [row] = await rowsOf(this.#needs, [inviteKey(code)]);
    if (!row || !isOpen(row, this.#needs.now())) throw noInvite();
    const { channel, by } = row as Row & { channel: string; by: string };
    const [banned] = await rowsOf(this.#needs, [banKey(channel, userId)]);
    if (banned) throw noInvite();
    return { channel, by };
  }
}

function inviteKey(code: string) {
  return { pk: `${INVITE}${code}`, sk: 'invitation' };
}

function listedKey(channel: string, code: string) {
  return { pk: channelPartition(channel), sk: `${INVITE}${code}` };
}

// DynamoDB takes an expired item away within days, not at once: DynamoDB developer guide, "How it works", TTL.
function isOpen(row: Record<string, unknown>, now: number): boolean {
  return Number(row['expiresAt']) * 1000 > now;
}

function noInvite(): ApiError {
  return new ApiError(404, 'no-invitation', 'This invitation is not valid any more. Ask for another one.');
}
