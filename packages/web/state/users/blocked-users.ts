// The users whom the signed-in user has blocked: their messages are folded, on all devices of that user and nowhere else.
import type { BlockedUsers as Blocks, User } from '@parley/chat';
import { type ReadonlySignal, signal } from '@preact/signals';
import type { ChannelsApi } from '../../api/types.ts';
import { t } from '../../i18n/index.ts';

/** The calls that read and change a user's blocks. */
type BlocksApi = Pick<ChannelsApi, 'listBlocks' | 'blockUser' | 'unblockUser'>;

/** The users whom one user has blocked. */
export class BlockedUsers {
  readonly #api: BlocksApi;
  #loaded = false;
  #usernames: Blocks['usernames'] = {};
  readonly #userIds = signal<ReadonlySet<string>>(new Set());

  constructor(api: BlocksApi) {
    this.#api = api;
  }

  /** The ids of the blocked users. */
  get userIds(): ReadonlySignal<ReadonlySet<string>> {
    return this.#userIds;
  }

  /** The username of a blocked user. */
  usernameOf(userId: string): string {
    return this.#usernames[userId] ?? t.unknownUser;
  }

  /** Loads the list unless it is loaded. Until then every message is displayed: a chat that does not open would be worse. */
  async load(): Promise<void> {
    if (!this.#loaded) await this.#apply(this.#api.listBlocks()).catch(() => undefined);
  }

  /** Blocks a user. */
  block(user: User): Promise<void> {
    return this.#apply(this.#api.blockUser(user));
  }

  /** Unblocks a user. */
  unblock(userId: string): Promise<void> {
    return this.#apply(this.#api.unblockUser(userId));
  }

  async #apply(response: Promise<Blocks>): Promise<void> {
    const { blocked, usernames } = await response;
    this.#usernames = usernames;
    this.#userIds.value = new Set(blocked);
    this.#loaded = true;
  }
}
