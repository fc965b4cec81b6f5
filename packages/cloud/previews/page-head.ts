// What the head of a page says of it: Open Graph, Twitter cards, the title and the description.
import { Parser } from 'htmlparser2';

/** The texts as the page has them: not cleaned, and the image is not checked. */
export type PageHead = { title?: string; site?: string; description?: string; image?: string };

/** The names of `meta` elements for each part, best first. */
const NAMES = {
  title: ['og:title', 'twitter:title'],
  site: ['og:site_name', 'application-name'],
  description: ['og:description', 'twitter:description', 'description'],
  image: ['og:image:secure_url', 'og:image', 'og:image:url', 'twitter:image', 'twitter:image:src'],
} as const satisfies Record<keyof PageHead, readonly string[]>;
const WANTED: ReadonlySet<string> = new Set(Object.values(NAMES).flat());

/** No text of a preview, and no address, is longer. */
const VALUE_LENGTH_MAX = 4_096;

/** A head nests three elements. The parser looks through all open ones at some tags, so a deep page would take the square of its length. */
const DEPTH_MAX = 64;

/** Reads a page as it arrives. */
export class PageHeadParser {
  readonly #found = new Map<string, string>();
  readonly #parser: Parser;
  #title = '';
  #isInTitle = false;
  #hasTitle = false;
  #depth = 0;
  #done = false;

  constructor() {
    this.#parser = new Parser({
      onopentag: (name, attributes) => this.#open(name, attributes),
      ontext: (text) => {
        if (this.#isInTitle && this.#title.length < VALUE_LENGTH_MAX) this.#title += text;
      },
      onclosetag: (name) => this.#close(name),
    });
  }

  /** Takes a part of the page; returns whether the head is complete. */
  write(text: string): boolean {
    if (!this.#done) this.#parser.write(text);
    return this.#done;
  }

  /** Ends the page, and returns what was found. */
  end(): PageHead {
    if (!this.#done) this.#parser.end();
    const best = (names: readonly string[]) =>
      names.map((name) => this.#found.get(name)).find((value) => value !== undefined);
    const texts = { title: best(NAMES.title) ?? (this.#title.trim() === '' ? undefined : this.#title) };
    const all = { ...texts, site: best(NAMES.site), description: best(NAMES.description), image: best(NAMES.image) };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  }

  #open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.#depth += 1;
    if (name === 'body' || this.#depth > DEPTH_MAX) this.#stop();
    else if (name === 'title' && !this.#hasTitle) this.#isInTitle = true;
    else if (name === 'meta') this.#meta(attributes);
  }

  #close(name: string): void {
    this.#depth -= 1;
    if (name === 'head') this.#stop();
    if (name !== 'title' || !this.#isInTitle) return;
    this.#isInTitle = false;
    this.#hasTitle = true;
  }

  #meta({ property, name, content }: Readonly<Record<string, string>>): void {
    for (const one of [property, name]) {
      const key = one?.trim().toLowerCase();
      if (key === undefined || !WANTED.has(key) || this.#found.has(key) || !content?.trim()) continue;
      this.#found.set(key, content.trim().slice(0, VALUE_LENGTH_MAX));
    }
  }

  #stop(): void {
    this.#done = true;
    this.#isInTitle = false;
    this.#parser.pause();
  }
}
