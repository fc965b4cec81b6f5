// Signed links to files: requested when a file comes into view, a few at a time, and used again until shortly before they expire.
import type { FileReference } from '@parley/chat';
import type { Clock } from '../ports.ts';

/** What a link leads to. `download` is the original, which the browser stores instead of displaying it. */
export type FileVariant = 'thumbnail' | 'original' | 'download';

/** Requests a link. */
export type RequestLink = (
  channel: string,
  fileId: string,
  variant: FileVariant,
) => Promise<{ url: string; expiresAt: string }>;

/** Links that are requested at one time. */
const PARALLEL_LINKS = 4;

/** A link is not used in the last seconds before it expires. */
const MARGIN_MS = 20_000;

/** Images of this tab's own uploads that are kept: the message is displayed without a moment in which its image is loaded. */
const LOCAL_MAX = 30;

/** The links of one tab. */
export class FileLinks {
  readonly #request: RequestLink;
  readonly #clock: Clock;
  readonly #links = new Map<string, { link: Promise<string>; expiresAt: number }>();
  readonly #local = new Map<string, string>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(deps: { request: RequestLink; clock: Clock }) {
    this.#request = deps.request;
    this.#clock = deps.clock;
  }

  /** A link to a file of a channel. */
  link(channel: string, { fileId }: Pick<FileReference, 'fileId'>, variant: FileVariant): Promise<string> {
    const key = `${channel} ${fileId} ${variant}`;
    const known = this.#links.get(key);
    if (known && known.expiresAt > this.#clock.now()) return known.link;
    const entry = { link: this.#load(channel, fileId, variant, key), expiresAt: Number.POSITIVE_INFINITY };
    this.#links.set(key, entry);
    return entry.link;
  }

  /** Forgets a link that did not work. */
  drop(channel: string, { fileId }: Pick<FileReference, 'fileId'>, variant: FileVariant): void {
    this.#links.delete(`${channel} ${fileId} ${variant}`);
  }

  /** The address of an image of this tab's own uploads, if it is kept. */
  local(fileId: string): string | undefined {
    return this.#local.get(fileId);
  }

  /** Keeps an image of this tab's own uploads. */
  keepLocal(fileId: string, image: Blob): string {
    const known = this.#local.get(fileId);
    if (known !== undefined) return known;
    const url = URL.createObjectURL(image);
    this.#local.set(fileId, url);
    const [oldest] = this.#local.keys();
    if (this.#local.size > LOCAL_MAX && oldest !== undefined) this.#forgetLocal(oldest);
    return url;
  }

  /** Releases the images that are kept. */
  close(): void {
    for (const fileId of [...this.#local.keys()]) this.#forgetLocal(fileId);
  }

  #forgetLocal(fileId: string): void {
    URL.revokeObjectURL(this.#local.get(fileId) ?? '');
    this.#local.delete(fileId);
  }

  async #load(channel: string, fileId: string, variant: FileVariant, key: string): Promise<string> {
    if (this.#running >= PARALLEL_LINKS) await new Promise<void>((resume) => this.#waiting.push(resume));
    this.#running++;
    try {
      const { url, expiresAt } = await this.#request(channel, fileId, variant);
      const entry = this.#links.get(key);
      if (entry) entry.expiresAt = Date.parse(expiresAt) - MARGIN_MS;
      return url;
    } catch (error) {
      this.#links.delete(key);
      throw error;
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }
}
