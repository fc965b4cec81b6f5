// Which channels there are, and how new ones are made: public ones by name, private ones, and direct conversations.
import { createHash } from 'node:crypto';
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { DEFAULT_CHANNELS, type Member, type NewChannel, type User } from '@parley/chat';
import { onlyWithAccount } from '../access/access-errors.ts';
import { MEMBERSHIPS_MAX, type Members } from '../access/members.ts';
import { type AuthenticatedUser, isGuest } from '../authenticated-user.ts';
import { newSettings, type Settings, settingsKey } from '../db/channel-row.ts';
import { type TransactNeeds, transact, type Writes } from '../db/chat-table.ts';
import { coming, membershipKey } from '../db/member-rows.ts';
import { CHANNEL_RATE, Rates } from '../db/rate-limits.ts';
import { rowsOf } from '../db/rows.ts';
import { ApiError } from '../errors.ts';
import type { Blocks } from '../users/blocks.ts';

/** The most public channels of one chat: one page of the list. */
export const CHANNELS_MAX = 200;

export type ChannelsNeeds = TransactNeeds & {
  dynamodb: Pick<DynamoDBDocumentClient, 'send'>;
  chatTable: string;
  members: Members;
  blocks: Blocks;
  now: () => number;
};

/** The chat's channels. */
export class Channels {
  readonly #needs: ChannelsNeeds;
  readonly #rates: Rates;

  constructor(needs: ChannelsNeeds) {
    this.#needs = needs;
    this.#rates = new Rates(needs.chatTable, CHANNEL_RATE);
  }

  /** The names of all public channels, the default ones first, then in alphabetical order. */
  async names(): Promise<string[]> {
    const { Items } = await this.#needs.dynamodb.send(
      new QueryCommand({
        TableName: this.#needs.chatTable,
        KeyConditionExpression: 'pk = :channels',
        ExpressionAttributeValues: { ':channels': DIRECTORY },
        ProjectionExpression: 'sk',
        ConsistentRead: true,
      }),
    );
    return [...DEFAULT_CHANNELS, ...(Items ?? []).map((item) => item.sk as string)];
  }

  /** Makes a channel; `first` is whether it was made now, and not by whoever began this conversation before. */
  async create(asked: NewChannel, person: AuthenticatedUser): Promise<{ name: string; first: boolean }> {
    if (isGuest(person)) throw onlyWithAccount();
    await this.#hasRoom(person);
    switch (asked.kind) {
      case 'public':
        return this.#public(asked.name, asked.topic, person);
      case 'private': {
        const name = `p-${randomLetters()}`;
        await this.#put(
          { ...newSettings(name), ...asked, owners: 1, members: 1 },
          [this.#member(person, 'owner')],
          person,
        );
        return { name, first: true };
      }
      case 'direct':
        return this.#direct(asked.userIds, person);
    }
  }

  async #public(name: string, topic: string, person: AuthenticatedUser) {
    if (NAMES_OF_OTHERS.test(name))
      throw new ApiError(400, 'bad-channel', `#${name} looks like the name of a private channel. Take another one.`);
    const names = await this.names();
    if (names.includes(name)) throw taken(name);
    if (names.length >= CHANNELS_MAX) throw tooMany(`There are ${CHANNELS_MAX} public channels`);
    const settings = { ...newSettings(name), topic, owners: 1, members: 1 };
    const listed = {
      Put: {
        TableName: this.#needs.chatTable,
        Item: { pk: DIRECTORY, sk: name },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    };
    if (!(await this.#put(settings, [this.#member(person, 'owner')], person, [listed]))) throw taken(name);
    return { name, first: true };
  }

  /** The same people always have the same conversation: its name is made of who they are. */
  async #direct(others: readonly string[], person: AuthenticatedUser) {
    const userIds = [...new Set([...others, person.userId])].sort();
    if (userIds.length < 2) throw new ApiError(400, 'bad-request', 'userIds: name at least one other user.');
    const name = `d-${createHash('sha256').update(JSON.stringify(userIds)).digest('hex').slice(0, 32)}`;
    if (await this.#needs.members.access(name, person)) return { name, first: false };
    const people = await this.#arrived(userIds);
    if (await this.#needs.blocks.isBlockedBy(person, others))
      throw new ApiError(403, 'not-possible', 'This conversation cannot be begun.');
    for (const one of people) if (one.userId !== person.userId) await this.#hasRoom(personOf(one), one.username);
    const settings: Settings = {
      ...newSettings(name),
      kind: 'direct',
      title: '',
      members: people.length,
      participants: people,
    };
    const members = people.map((one) => this.#member(personOf(one), 'member'));
    return { name, first: await this.#put(settings, members, person) };
  }

  async #arrived(userIds: readonly string[]): Promise<User[]> {
    const rows = await rowsOf(
      this.#needs,
      userIds.map((userId) => membershipKey(userId, '')),
    );
    const names = new Map(rows.map(({ pk, username }) => [pk, String(username)]));
    return userIds.map((userId) => {
      const username = names.get(membershipKey(userId, '').pk);
      if (username === undefined) throw new ApiError(404, 'no-user', `Nobody here is ${userId}.`);
      return { userId, username };
    });
  }

  /** False when there is such a channel already. */
  async #put(
    settings: Settings,
    members: readonly Member[],
    person: AuthenticatedUser,
    more: Writes = [],
  ): Promise<boolean> {
    const { chatTable, now } = this.#needs;
    const { name, ...row } = settings;
    const createdAt = new Date(now()).toISOString();
    // A conversation is bounded by the people there are.
    const allowance = settings.kind === 'direct' ? undefined : this.#rates.allowance(person, now());
    const broken = await transact(this.#needs, [
      {
        Put: {
          TableName: chatTable,
          Item: { ...settingsKey(name), ...row, createdBy: person.userId, createdAt },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      ...(allowance ? [allowance.write] : []),
      ...more,
      ...members.flatMap((member) => coming(chatTable, name, member)),
    ]);
    if (allowance && broken.includes(1)) throw allowance.refused(undefined);
    return broken.length === 0;
  }

  #member({ userId, username }: AuthenticatedUser, role: Member['role']): Member {
    return { userId, username, role, joinedAt: new Date(this.#needs.now()).toISOString() };
  }

  /** Refuses whoever is in as many channels as one can be in; they arrive, if they have not. */
  async #hasRoom(person: AuthenticatedUser, who = ''): Promise<void> {
    if ((await this.#needs.members.of(person)).length < MEMBERSHIPS_MAX) return;
    throw tooMany(`${who === '' ? 'You are' : `${who} is`} in ${MEMBERSHIPS_MAX} channels`);
  }
}

const DIRECTORY = 'channels';

/** Names that private channels and direct conversations have: whoever took one would be found by those who come to talk there. */
const NAMES_OF_OTHERS = /^(?:p-[a-z0-9]{20}|d-[0-9a-f]{32})$/;

/** Twenty letters and digits that nobody guesses: 103 bits. */
function randomLetters(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
    .toString(36)
    .padStart(20, '0')
    .slice(-20);
}

function personOf({ userId, username }: User): AuthenticatedUser {
  return { userId, username, groups: [] };
}

function taken(name: string): ApiError {
  return new ApiError(409, 'channel-exists', `There is a channel #${name} already.`);
}

function tooMany(what: string): ApiError {
  return new ApiError(409, 'too-many-channels', `${what}, which is as many as there can be.`);
}
