// What a guest leaves behind: memberships, names and all other rows of the guest disappear; messages and bans remain.
import type { Members } from '../access/members.ts';
import { type AuthenticatedUser, GUESTS } from '../authenticated-user.ts';
import { isDefaultChannel, settingsWrite } from '../db/channel-row.ts';
import {
  type ChatTableDeps,
  type Key,
  readRows,
  type TransactionDeps,
  transact,
  type Writes,
} from '../db/chat-table.ts';
import { CONVERSATION_PREFIX, REQUEST_PREFIX, removeParticipantWrites } from '../db/conversation-rows.ts';
import { expireMarkWrite, firstKeys, hasDeparted, markDepartedWrite, usersNamedAsGuests } from '../db/guest-rows.ts';
import { invitationsKey, parseOpenInvitations } from '../db/invitation-rows.ts';
import { MEMBER_PREFIX, membershipKey, removeMemberWrites } from '../db/member-rows.ts';
import { userSearchKey } from '../db/user-directory.ts';
import { EARLY_REQUEST_PREFIX, earlyCursorsKey, earlyMentions } from '../db/user-migration.ts';
import { releaseUsernameWrite } from '../db/username-rows.ts';
import { BatchWriteCommand, UpdateCommand } from '../dynamodb/commands.ts';
import { leaveWrites } from '../moderation/member-removal.ts';
import { appendNotice, type NoticeDeps } from '../moderation/notices.ts';
import { PROFILE, type Profiles } from '../users/profiles.ts';

export type GuestDepartureDeps = TransactionDeps &
  ChatTableDeps &
  NoticeDeps & { members: Members; profiles: Profiles };

/** Rows of one delete: AWS, DynamoDB API reference, BatchWriteItem. */
const BATCH = 25;

/** A guest whose user is deleted and whose rows are older than this has departed: the list of the pool's users is never so late. */
const LISTED_AFTER_MS = 24 * 60 * 60_000;

/** How long the messages of a departed guest are displayed with the name that the guest has chosen; then with the username. */
const NAME_DAYS = 365;

/** The prefixes of the sort keys of conversations. */
const CONVERSATION_PREFIXES = [CONVERSATION_PREFIX, REQUEST_PREFIX, EARLY_REQUEST_PREFIX];

/** The sort keys of the rows that expire instead of being deleted. */
const KEPT: ReadonlySet<string> = new Set([MEMBER_PREFIX, PROFILE]);

/** Removes departed guests. Everything is repeatable: an interrupted removal is continued by the next one. */
export class GuestDeparture {
  readonly #deps: GuestDepartureDeps;

  constructor(deps: GuestDepartureDeps) {
    this.#deps = deps;
  }

  /**
   * Removes a guest whose user is deleted. The guest is marked first: transactions that add a row of a guest have the condition that
   * there is no mark, so none is added behind the removal, with the token that is still valid. The names go last: by them an
   * interrupted removal is found.
   */
  async remove(userId: string): Promise<void> {
    const { dynamodb, chatTable, profiles, now } = this.#deps;
    await dynamodb.send(new UpdateCommand(markDepartedWrite(chatTable, userId, new Date(now()).toISOString())));
    const [row] = await readRows(this.#deps, [membershipKey(userId, '')]);
    const username = row?.['username'] === undefined ? undefined : String(row['username']);
    const user = { userId, username: username ?? '', requestedName: '', groups: [GUESTS] };
    await this.#removeRows(membershipKey(userId, '').pk, (keys) => this.#removeUserRows(keys, user));
    await this.#removeRows(earlyMentions(userId), (keys) => this.#delete(keys));
    await this.#delete([earlyCursorsKey(userId)]);
    await profiles.retire({ userId }, Math.ceil(now() / 1000) + NAME_DAYS * 86_400);
    const names: Writes =
      username === undefined
        ? []
        : [
            { Delete: { TableName: chatTable, Key: userSearchKey({ userId, username }) } },
            releaseUsernameWrite(chatTable, { userId, username }),
          ];
    await transact(this.#deps, [...names, expireMarkWrite(chatTable, userId, now())]);
  }

  /**
   * The enrolled guests who may have departed without being removed: their removal was interrupted, or another program deleted their
   * users. Read before the users of the pool are listed.
   */
  async candidates(): Promise<string[]> {
    const rows = await readRows(
      this.#deps,
      (await usersNamedAsGuests(this.#deps)).map((userId) => membershipKey(userId, '')),
    );
    const before = new Date(this.#deps.now() - LISTED_AFTER_MS).toISOString();
    return rows
      .filter((row) => hasDeparted(row) || (row['guest'] === true && String(row['enrolledAt']) < before))
      .map(({ pk }) => pk.slice(membershipKey('', '').pk.length));
  }

  /** Removes the rows of a partition, page by page, until there is none but the mark and the name. */
  async #removeRows(pk: string, remove: (keys: readonly Key[]) => Promise<void>): Promise<void> {
    for (;;) {
      const keys = (await firstKeys(pk, this.#deps)).filter(({ sk }) => !KEPT.has(sk));
      if (keys.length === 0) return;
      await remove(keys);
    }
  }

  async #removeUserRows(keys: readonly Key[], guest: AuthenticatedUser): Promise<void> {
    const others: Key[] = [];
    for (const key of keys) {
      if (key.sk.startsWith(MEMBER_PREFIX)) await this.#leave(key.sk.slice(MEMBER_PREFIX.length), guest);
      else if (CONVERSATION_PREFIXES.some((prefix) => key.sk.startsWith(prefix)))
        await this.#leaveConversation(key, guest);
      else others.push(key);
    }
    await this.#delete(others);
  }

  /**
   * Ends a membership. A public channel has no entry for it: a guest cannot be an owner, so no other change depends on it. A private
   * channel moves to its next epoch, so that a connection that the guest has kept receives nothing more.
   */
  async #leave(channel: string, guest: AuthenticatedUser): Promise<void> {
    const { members, chatTable, now } = this.#deps;
    const access = await members.access(channel, guest);
    if (access?.member && access.settings.kind === 'private')
      await appendNotice(this.#deps, channel, guest, async (current) => {
        if (!current.member) return undefined;
        const { member } = current;
        const [row] = await readRows(this.#deps, [invitationsKey(channel)]);
        const known = parseOpenInvitations(row, now());
        return {
          notice: 'left',
          endsEpoch: true,
          isUnlimited: true,
          changes: ({ epoch }: { epoch?: number }) =>
            leaveWrites(current, member, known, { epoch, now: now(), chatTable }),
        };
      });
    else
      await transact(this.#deps, [
        ...removeMemberWrites(chatTable, channel, guest.userId),
        ...(isDefaultChannel(channel) ? [] : [settingsWrite(chatTable, channel, { members: -1 })]),
      ]);
    // Of a guest who was removed or banned at this moment, the row is gone already.
    await this.#delete([membershipKey(guest.userId, channel)]);
  }

  /** The conversation remains in the lists of the others, with the names of all its participants. */
  async #leaveConversation(key: Key, { userId }: AuthenticatedUser): Promise<void> {
    const { chatTable } = this.#deps;
    await transact(this.#deps, removeParticipantWrites(chatTable, key, userId));
  }

  async #delete(keys: readonly Key[]): Promise<void> {
    const { dynamodb, chatTable } = this.#deps;
    for (let from = 0; from < keys.length; from += BATCH) {
      let requests: unknown[] = keys
        .slice(from, from + BATCH)
        .map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } }));
      while (requests.length > 0) {
        const { UnprocessedItems } = await dynamodb.send(
          new BatchWriteCommand({ RequestItems: { [chatTable]: requests as never } }),
        );
        requests = UnprocessedItems?.[chatTable] ?? [];
      }
    }
  }
}
