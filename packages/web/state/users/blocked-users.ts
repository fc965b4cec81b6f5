// The users whom the signed-in user has blocked: their messages are folded, on all devices of that user and nowhere else.
import { type ReadonlySignal, signal } from '@preact/signals';
import type { ChannelsApi } from '../../api/types.ts';

/** The calls that read and change a user's blocks. */
type BlocksApi = Pick<ChannelsApi, 'listBlocks' | 'blockUser' | 'unblockUser'>;

/** The users whom one user has blocked. */
export class BlockedUsers {
  readonly #api: BlocksApi;
  #loaded = false;
  readonly #userIds = signal<ReadonlySet<string>>(new Set());

  constructor(api: BlocksApi) {
    this.#api = api;
  }

  /** The ids of the blocked users. */
  get userIds(): ReadonlySignal<ReadonlySet<string>> {
    return this.#userIds;
  }

  /** Loads the list unless it is loaded. Until then every message is displayed: a chat that does not open would be worse. */
  async load(): Promise<void> {
    if (!this.#loaded) await this.#apply(this.#api.listBlocks()).catch(() => undefined);
  }

  /** Blocks a user. */
  block(userId: string): Promise<void> {
    return this.#apply(this.#api.blockUser(userId));
  }

  /** Unblocks a user. */
  unblock(userId: string): Promise<void> {
    return this.#apply(this.#api.unblockUser(userId));
  }

  async #apply(response: Promise<string[]>): Promise<void> {
    this.#userIds.value = new Set(await response);
    this.#loaded = true;
  }
}
