// Signed links to files: those of the files that come into view together are requested at once, and used again until shortly before they expire.
import { FILE_LINKS_MAX, type FileReference } from '@parley/chat';
import { WebError } from '../../errors.ts';
import { t } from '../../i18n/all-texts.ts';
import type { Clock } from '../ports.ts';

/** What a link leads to. `download` is the original, which the browser stores instead of displaying it. */
export type FileVariant = 'thumbnail' | 'original' | 'download';

/** A link that is wanted. */
export type FileToLink = { fileId: string; variant: FileVariant };

/** Requests links to files of one channel, undefined for a file to which there is none. */
export type RequestLinks = (
  channel: string,
  files: readonly FileToLink[],
) => Promise<{ urls: readonly (string | undefined)[]; expiresAt: string }>;

/** Links that are wanted within this time are requested at once. Views that appear together want theirs within some milliseconds. */
const COLLECT_MS = 15;

/** A link is not used in the last seconds before it expires. */
const MARGIN_MS = 20_000;

/** Images of this tab's own uploads that are kept: the message is displayed without a moment in which its image is loaded. */
const LOCAL_MAX = 30;

type KnownLink = { link: Promise<string>; expiresAt: number };
type WaitingLink = FileToLink & { known: KnownLink; resolve: (url: string) => void; reject: (error: unknown) => void };

/** The links of one tab. */
export class FileLinks {
  readonly #request: RequestLinks;
  readonly #clock: Clock;
  readonly #links = new Map<string, KnownLink>();
  readonly #local = new Map<string, string>();
  /** What is wanted and not requested yet, by channel. */
  readonly #waiting = new Map<string, WaitingLink[]>();

  constructor(deps: { request: RequestLinks; clock: Clock }) {
    this.#request = deps.request;
    this.#clock = deps.clock;
  }

  /** A link to a file of a channel. */
  link(channel: string, { fileId }: Pick<FileReference, 'fileId'>, variant: FileVariant): Promise<string> {
    const key = `${channel} ${fileId} ${variant}`;
    const before = this.#links.get(key);
    if (before && before.expiresAt > this.#clock.now()) return before.link;
    const { promise: link, resolve, reject } = Promise.withResolvers<string>();
    const known = { link, expiresAt: Number.POSITIVE_INFINITY };
    this.#links.set(key, known);
    link.catch(() => this.#links.get(key) === known && this.#links.delete(key));
    if (this.#waiting.size === 0) this.#clock.after(COLLECT_MS, () => this.#requestAll());
    const waiting = this.#waiting.get(channel) ?? [];
    this.#waiting.set(channel, [...waiting, { fileId, variant, known, resolve, reject }]);
    return link;
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

  #requestAll(): void {
    const all = [...this.#waiting];
    this.#waiting.clear();
    for (const [channel, files] of all)
      for (let at = 0; at < files.length; at += FILE_LINKS_MAX)
        void this.#load(channel, files.slice(at, at + FILE_LINKS_MAX));
  }

  async #load(channel: string, files: readonly WaitingLink[]): Promise<void> {
    try {
      const wanted = files.map(({ fileId, variant }) => ({ fileId, variant }));
      const { urls, expiresAt } = await this.#request(channel, wanted);
      for (const [index, { known, resolve, reject }] of files.entries()) {
        const url = urls[index];
        known.expiresAt = Date.parse(expiresAt) - MARGIN_MS;
        if (url === undefined) reject(new WebError('refused', t.cannotLoadFile));
        else resolve(url);
      }
    } catch (error) {
      for (const { reject } of files) reject(error);
    }
  }
}
