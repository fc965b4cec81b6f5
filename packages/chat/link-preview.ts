// Previews of links: what a page of another server says of itself, beside the message that links to it.
import { ChatError } from './errors.ts';
import { parseStrings } from './fields.ts';

/** How many links of one message have a preview. */
export const MESSAGE_PREVIEWS_MAX = 3;

/** The most links of one request. */
export const PREVIEW_LINKS_MAX = 8;

/** The longest address that has a preview, in characters. */
export const PREVIEW_URL_MAX = 2_048;

/**
 * What is behind a link. The texts are the page's own and may be lies; `host` is where the link leads, after all redirects. The address of
 * the image is signed, for a short time, and below that of the files.
 */
export type LinkPreview = {
  host: string;
  title: string;
  site?: string;
  description?: string;
  image?: { url: string; type: string; width: number; height: number };
};

/** The preview of one link: null if there is none, and missing if it is not known yet. */
export type PreviewOfLink = { url: string; preview?: LinkPreview | null };

/** The response to `POST /previews`, in the order of the request. */
export type LinkPreviews = { previews: PreviewOfLink[] };

/** Reads the body of `POST /previews`: `{ urls }`, each once. */
export function parsePreviewRequest(input: unknown): string[] {
  const { urls } = Object(input) as Record<string, unknown>;
  const addresses = [...new Set(parseStrings('urls', urls))];
  if (addresses.length < 1 || addresses.length > PREVIEW_LINKS_MAX)
    throw new ChatError('bad-request', `urls: must be a list of 1 to ${PREVIEW_LINKS_MAX} addresses.`);
  if (addresses.some((address) => address.length > PREVIEW_URL_MAX))
    throw new ChatError('bad-request', `urls: an address must have at most ${PREVIEW_URL_MAX} characters.`);
  return addresses;
}
