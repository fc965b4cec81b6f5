// The previews of links that pages ask for: requested once for all readers, and stored until they expire.
import type { LinkPreview, PreviewOfLink } from '@parley/chat';
import { isGuest, type TokenUser } from '../authenticated-user.ts';
import { type ChatTableDeps, readRows, rowFinder } from '../db/chat-table.ts';
import {
  foundUpdate,
  type PreviewState,
  parsePreviewRow,
  previewId,
  previewKey,
  requestUpdate,
  type StoredPreview,
} from '../db/preview-rows.ts';
import { PREVIEW_FETCH_RATE_LIMIT, PREVIEW_RATE_LIMIT, type RateLimit, RateLimiter } from '../db/rate-limits.ts';
import { UpdateCommand } from '../dynamodb/commands.ts';
import { ConditionalCheckFailedException } from '../dynamodb/dynamodb-errors.ts';
import { FetchError } from './fetch-error.ts';
import type { PreviewImages } from './image-store.ts';
import { createLinkPreview } from './link-preview.ts';
import { parsePublicUrl } from './public-fetch.ts';
import type { Network } from './public-network.ts';

export type LinkPreviewsDeps = ChatTableDeps & { images: PreviewImages; network: Network; now: () => number };

/** A link as it was asked for, and its address without what is only for the reader; undefined if it is not requested at all. */
type Link = { url: string; address: string | undefined; id: string };

/** Previews of all links. */
export class LinkPreviews {
  readonly #deps: LinkPreviewsDeps;

  constructor(deps: LinkPreviewsDeps) {
    this.#deps = deps;
  }

  /**
   * Finds the previews of some links, and requests those that are not known. A link that another function requests at the moment has no
   * answer yet, and neither has one for which the user has had too many others requested.
   */
  async find(urls: readonly string[], user: TokenUser): Promise<PreviewOfLink[]> {
    const { now } = this.#deps;
    const links = urls.map(parseLink);
    if (!(await this.#count(PREVIEW_RATE_LIMIT, user, links.length)))
      throw new RateLimiter('', PREVIEW_RATE_LIMIT).count(user, now()).error(undefined);
    const known = links.filter(({ address }) => address !== undefined);
    const keys = [...new Set(known.map(({ id }) => id))].map(previewKey);
    const rowOf = rowFinder(keys.length > 0 ? await readRows(this.#deps, keys, { eventually: true }) : []);
    const states = new Map(keys.map((key) => [key.pk, parsePreviewRow(rowOf(key), now())]));
    const stateOf = ({ id }: Link) => states.get(previewKey(id).pk);
    const unknown = known.filter(
      (link, index) => !stateOf(link) && known.findIndex(({ id }) => id === link.id) === index,
    );
    // Guests have no account that an operator could block: what they post is requested when a user reads it.
    if (unknown.length > 0 && !isGuest(user) && (await this.#count(PREVIEW_FETCH_RATE_LIMIT, user, unknown.length)))
      await Promise.all(
        unknown.map(async (link) => void states.set(previewKey(link.id).pk, await this.#request(link))),
      );
    return Promise.all(links.map((link) => this.#answer(link, stateOf(link))));
  }

  async #answer({ url, address, id }: Link, state: PreviewState | undefined): Promise<PreviewOfLink> {
    if (address === undefined || state?.state === 'none') return { url, preview: null };
    if (state?.state !== 'stored') return { url };
    return { url, preview: await this.#withImage(id, state.preview) };
  }

  async #withImage(id: string, { image, ...texts }: StoredPreview): Promise<LinkPreview> {
    if (!image) return texts;
    return { ...texts, image: { url: await this.#deps.images.signGet(id, image.type), ...image } };
  }

  /** Requests a link, unless another function does; undefined if it is not known what is behind it. */
  async #request({ address = '', id }: Link): Promise<PreviewState | undefined> {
    const { dynamodb, chatTable, now } = this.#deps;
    try {
      await dynamodb.send(new UpdateCommand(requestUpdate(chatTable, id, now())));
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
    try {
      const preview = await this.#create(address, id);
      await dynamodb.send(new UpdateCommand(foundUpdate(chatTable, id, preview, now())));
      return preview ? { state: 'stored', preview } : { state: 'none' };
    } catch (error) {
      // The other links of the request do not depend on it; this one is requested again some seconds later.
      console.error(error);
      return undefined;
    }
  }

  async #create(address: string, id: string): Promise<StoredPreview | undefined> {
    const { network, images } = this.#deps;
    try {
      const found = await createLinkPreview(address, { network });
      if (!found) return undefined;
      const { image, ...texts } = found;
      if (!image) return texts;
      const { bytes, ...size } = image;
      await images.put(id, image.type, bytes);
      return { ...texts, image: size };
    } catch (error) {
      if (error instanceof FetchError) return undefined;
      throw error;
    }
  }

  /** Counts actions of a user; returns whether the limit allows them. */
  async #count(limit: RateLimit, user: TokenUser, actions: number): Promise<boolean> {
    const { dynamodb, chatTable, now } = this.#deps;
    try {
      await dynamodb.send(new UpdateCommand(new RateLimiter(chatTable, limit).countUpdate(user, now(), actions)));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}

function parseLink(url: string): Link {
  try {
    const address = parsePublicUrl(url).href;
    return { url, address, id: previewId(address) };
  } catch (error) {
    if (error instanceof FetchError) return { url, address: undefined, id: '' };
    throw error;
  }
}
