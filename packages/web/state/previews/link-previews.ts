// Previews of links: asked for in groups when messages come into view, and kept until shortly before the links of their images expire.
import { type LinkPreview, PREVIEW_LINKS_MAX, type PreviewOfLink } from '@parley/chat';
import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Clock } from '../ports.ts';

/** Asks the server; what it rejects, or a lost network, is an error. */
export type AskForPreviews = (urls: readonly string[]) => Promise<readonly PreviewOfLink[]>;

/** Links that come into view within this time are asked for together. */
export const TOGETHER_MS = 100;

/** How long the page waits for a link that the server is requesting for another reader, or after an error, and how often it asks. */
export const AGAIN_MS = 4_000;
export const ATTEMPTS = 4;

/** The link of an image works for an hour. */
export const KEPT_MS = 50 * 60_000;

/** Previews that one tab keeps. */
const KEPT_MAX = 300;

/** What is known of a link: its preview, null if it has none, undefined while it is not known. */
type Known = LinkPreview | null | undefined;
type Link = { preview: Signal<Known>; askedAt: number; attempts: number };

/** The previews of one tab. */
export class LinkPreviews {
  readonly #ask: AskForPreviews;
  readonly #clock: Clock;
  readonly #links = new Map<string, Link>();
  readonly #due = new Set<string>();
  readonly #cancels = new Set<() => void>();
  #cancelAsk: (() => void) | undefined;
  #asking = false;
  #stopped = false;

  constructor(deps: { ask: AskForPreviews; clock: Clock }) {
    this.#ask = deps.ask;
    this.#clock = deps.clock;
  }

  /** The preview of a link, as far as it is known. */
  of(url: string): ReadonlySignal<Known> {
    return this.#link(url).preview;
  }

  /** Asks for the preview of a link that is in view, after a time, unless it is known or was asked for. */
  want(url: string, afterMs = 0): void {
    const link = this.#link(url);
    const isNew = link.askedAt + KEPT_MS > this.#clock.now();
    if (isNew) return;
    link.askedAt = this.#clock.now();
    link.attempts = ATTEMPTS;
    this.#later(url, afterMs);
  }

  /** Stops asking. */
  stop(): void {
    this.#stopped = true;
    this.#cancelAsk?.();
    for (const cancel of this.#cancels) cancel();
  }

  #link(url: string): Link {
    const known = this.#links.get(url);
    if (known) return known;
    const link = { preview: signal<Known>(undefined), askedAt: Number.NEGATIVE_INFINITY, attempts: 0 };
    this.#links.set(url, link);
    const [oldest] = this.#links.keys();
    if (this.#links.size > KEPT_MAX && oldest !== undefined) this.#links.delete(oldest);
    return link;
  }

  #later(url: string, afterMs: number): void {
    if (this.#stopped) return;
    if (afterMs === 0) return this.#askSoon(url);
    const cancel = this.#clock.after(afterMs, () => {
      this.#cancels.delete(cancel);
      this.#askSoon(url);
    });
    this.#cancels.add(cancel);
  }

  #askSoon(url: string): void {
    this.#due.add(url);
    this.#cancelAsk ??= this.#clock.after(TOGETHER_MS, () => {
      this.#cancelAsk = undefined;
      void this.#askNow();
    });
  }

  // One request at a time: a slow server delays only the links after it.
  async #askNow(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    while (this.#due.size > 0 && !this.#stopped) {
      const urls = [...this.#due].slice(0, PREVIEW_LINKS_MAX);
      for (const url of urls) this.#due.delete(url);
      const answers = await this.#ask(urls).catch(() => []);
      const found = new Map(answers.map(({ url, preview }) => [url, preview]));
      for (const url of urls) this.#answered(url, found.get(url));
    }
    this.#asking = false;
  }

  #answered(url: string, preview: Known): void {
    const link = this.#links.get(url);
    if (!link) return;
    link.attempts -= 1;
    if (preview !== undefined) link.preview.value = preview;
    else if (link.attempts > 0) this.#later(url, AGAIN_MS);
    // It is asked for again when it comes into view again.
    else link.askedAt = Number.NEGATIVE_INFINITY;
  }
}
