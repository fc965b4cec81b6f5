// Makes the preview of a link: requests the page, reads its head, and requests the image that it names.
import { TextDecoder } from 'node:util';
import { type PageHead, PageHeadParser } from './page-head.ts';
import { type ImageSize, imageSize, PREVIEW_IMAGE_TYPES } from './preview-image.ts';
import { cleanText } from './preview-text.ts';
import { fetchPublic, type PublicResponse } from './public-fetch.ts';
import { NETWORK, type Network } from './public-network.ts';

/** What a page says of itself. It may be a lie, so `host` is not from the page: it is where the last redirect led. */
export type LinkPreview = {
  host: string;
  title: string;
  site?: string;
  description?: string;
  image?: ImageSize & { bytes: Buffer };
};

/** How much of a page is read, how large its image may be, and how long both may take together. */
export const PAGE_BYTES = 512 * 1024;
export const IMAGE_BYTES = 2 * 1024 * 1024;
const TIME_MS = 5_000;

/** The longest texts, in code points: what a card of a few lines shows. */
const TITLE_LENGTH = 200;
const SITE_LENGTH = 80;
const DESCRIPTION_LENGTH = 300;

const PAGE_TYPES = ['text/html', 'application/xhtml+xml'];

/** Other networks and times are for tests. */
export type LinkPreviewOptions = { network?: Network; timeMs?: number };

/** Makes a preview. Throws a `FetchError` if the page cannot be had; returns undefined for a page without a title. A missing image is none. */
export async function createLinkPreview(
  address: string,
  { network = NETWORK, timeMs = TIME_MS }: LinkPreviewOptions = {},
): Promise<LinkPreview | undefined> {
  const signal = AbortSignal.timeout(timeMs);
  const page = await fetchPublic(address, {
    types: PAGE_TYPES,
    limit: { maxBytes: PAGE_BYTES, longer: 'cut' },
    signal,
    network,
  });
  const head = await readHead(page);
  const title = cleanText(head.title, TITLE_LENGTH);
  if (title === undefined) return undefined;
  const [site, description] = [cleanText(head.site, SITE_LENGTH), cleanText(head.description, DESCRIPTION_LENGTH)];
  const image = await readImage(head.image, page.url, signal, network);
  return {
    host: page.url.hostname,
    title,
    ...(site !== undefined && { site }),
    ...(description !== undefined && { description }),
    ...(image && { image }),
  };
}

/** Reads a page up to the end of its head. */
async function readHead({ body, charset }: PublicResponse): Promise<PageHead> {
  const parser = new PageHeadParser();
  let decoder: TextDecoder | undefined;
  for await (const chunk of body) {
    decoder ??= textDecoder(charset ?? namedCharset(chunk));
    if (parser.write(decoder.decode(chunk, { stream: true }))) break;
  }
  return parser.end();
}

/** The charset that a page names in its first bytes (HTML Standard, 13.2.3.2). */
function namedCharset(chunk: Buffer): string | undefined {
  return /<meta[^>]{0,200}charset\s{0,5}=\s{0,5}["']?([\w-]{1,40})/i.exec(chunk.toString('latin1', 0, 1024))?.[1];
}

function textDecoder(charset = 'utf-8'): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    // A charset that does not exist.
    return new TextDecoder();
  }
}

async function readImage(
  address: string | undefined,
  base: URL,
  signal: AbortSignal,
  network: Network,
): Promise<LinkPreview['image']> {
  if (address === undefined) return undefined;
  try {
    const resolved = URL.parse(address, base.href)?.href ?? '';
    const limit = { maxBytes: IMAGE_BYTES, longer: 'reject' } as const;
    const { body } = await fetchPublic(resolved, { types: PREVIEW_IMAGE_TYPES, limit, signal, network });
    const chunks: Buffer[] = [];
    for await (const chunk of body) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    const size = imageSize(bytes);
    return size && { ...size, bytes };
  } catch {
    // The text is a preview without it.
    return undefined;
  }
}
