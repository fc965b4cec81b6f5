// Posts entries as every client must: with a seq that was known when the id was created, and reading the log when the server asks.
import { newId, type Page, parseEntry } from '@parley/chat';
import { searchId } from '../packages/web/state/outbox/id-search.ts';

/** A request to the HTTP API; the body of the response is parsed. */
export type Ask = (method: string, path: string, body?: object) => Promise<{ status: number; body: unknown }>;

/** Posts the entries of one sender. */
export class MessageSender {
  readonly #ask: Ask;
  readonly #seen: Map<string, number>;
  /** By id, for ids that a caller may use again. */
  readonly #after = new Map<string, number>();

  /** `seen` is the newest seq of each channel that the sender has seen: senders that subscribe together share it. */
  constructor(ask: Ask, seen = new Map<string, number>()) {
    this.#ask = ask;
    this.#seen = seen;
  }

  /** Posts an entry; a caller that retries gives its id. The response is that of the server, or 200 when the id is found in the log. */
  async post(channel: string, { id, ...entry }: { id?: string | undefined; [field: string]: unknown }) {
    // A caller that brings its own id may have sent it before: only the beginning of the log is surely before that.
    const after = id === undefined ? await this.#seenIn(channel) : (this.#after.get(id) ?? 0);
    const result = await this.#post(channel, { ...entry, id: id ?? newId(), after }, id !== undefined);
    const { seq } = (result.body ?? {}) as { seq?: number };
    if (seq !== undefined) this.#seen.set(channel, Math.max(seq, this.#seen.get(channel) ?? 0));
    return result;
  }

  async #post(
    channel: string,
    entry: { id: string; after: number },
    mayRetry: boolean,
  ): Promise<{ status: number; body: unknown }> {
    if (mayRetry) this.#after.set(entry.id, entry.after);
    const result = await this.#ask('POST', `/channels/${channel}/messages`, entry);
    if ((result.body as { code?: string } | undefined)?.code !== 'sync-first') return result;
    const listMessages = async (_: string, { after, limit }: { after?: number; limit: number }) => {
      const page = await this.#page(channel, `?after=${after}&limit=${limit}`);
      return { ...page, entries: page.entries.map(parseEntry) };
    };
    const found = await searchId({ listMessages }, { channel, ...entry });
    if ('entry' in found) return { status: 200, body: found.entry };
    if (found.readTo === entry.after) return result;
    this.#seen.set(channel, found.readTo);
    return this.#post(channel, { ...entry, after: found.readTo }, mayRetry);
  }

  async #seenIn(channel: string): Promise<number> {
    const known = this.#seen.get(channel);
    if (known !== undefined) return known;
    // A user who may not read the channel gets the server's answer to the post.
    const { head = 0 } = await this.#page(channel, '?limit=1');
    this.#seen.set(channel, head);
    return head;
  }

  async #page(channel: string, query: string): Promise<Page> {
    return (await this.#ask('GET', `/channels/${channel}/messages${query}`)).body as Page;
  }
}
