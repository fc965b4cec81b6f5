// The files of the page that the worker keeps, so that the page starts without a network.

/** The files of one build of the page. Files that are named by their content never change. */
export type PageFiles = {
  /** Changes with every file. */
  version: string;
  /** Named by their content. */
  hashed: readonly string[];
  /** The same for the texts of each language; the reader's languages are kept. */
  texts: Readonly<Record<string, readonly string[]>>;
  /** With a fixed name. */
  fixed: readonly string[];
};

const CACHE_PREFIX = 'parley-page-';

/** The caches that are kept: those of this build, and of the build before, which pages that are open may still need. */
const CACHES_MAX = 2;

/** How long the network may take before the kept file is used: longer than a slow start of a connection. */
export const NETWORK_WAIT_MS = 4_000;

/** What page files are given of the worker. `base` is the address of the page. */
export type PageCacheDeps = {
  base: string;
  /** The languages of the browser, in the reader's order. */
  languages: readonly string[];
  caches: CacheStorage;
  fetch: (request: string | Request, options?: RequestInit) => Promise<Response>;
  /** Resolves after some milliseconds. */
  wait: (ms: number) => Promise<void>;
};

/** Keeps the files of a build, and answers requests for them. It never sees a request to an API. */
export class PageCache {
  readonly #files: PageFiles;
  readonly #deps: PageCacheDeps;

  constructor(files: PageFiles, deps: PageCacheDeps) {
    this.#files = files;
    this.#deps = deps;
  }

  /** Downloads all files of the build; rejects if one cannot be downloaded. */
  async install(): Promise<void> {
    const { fixed } = this.#files;
    const hashed = [...this.#files.hashed, ...(await this.#textsToKeep())];
    const cache = await this.#cache();
    await Promise.all([
      cache.addAll(hashed.map((file) => this.#address(file))),
      cache.addAll([INDEX, CONFIG, ...fixed].map((file) => new Request(this.#address(file), { cache: 'no-cache' }))),
    ]);
  }

  /** Deletes the files of builds that no open page needs. */
  async removeOld(): Promise<void> {
    const { caches } = this.#deps;
    // In order of creation.
    const kept = (await caches.keys()).filter((name) => name.startsWith(CACHE_PREFIX) && name !== this.#name);
    await Promise.all(kept.slice(0, Math.max(0, kept.length - (CACHES_MAX - 1))).map((name) => caches.delete(name)));
  }

  /** The response to a request for a file of the page; undefined for any other request, which the browser sends itself. */
  respond(request: Request): Promise<Response> | undefined {
    if (request.method !== 'GET') return undefined;
    const { pathname, origin } = new URL(request.url);
    const base = new URL(this.#deps.base);
    if (origin !== base.origin || !pathname.startsWith(base.pathname)) return undefined;
    const file = pathname.slice(base.pathname.length);
    if (file === '' || file === 'index.html')
      return request.mode === 'navigate' ? this.#networkFirst(request, INDEX) : undefined;
    if (file === CONFIG) return this.#networkFirst(request, CONFIG);
    if (HASHED.test(file)) return this.#cacheFirst(request);
    return this.#files.fixed.includes(file) ? this.#cacheFirst(request) : undefined;
  }

  // Of the language in which the page is opened without a choice, and of those that were kept of other builds. What the user chooses
  // later is kept when it is requested.
  async #textsToKeep(): Promise<string[]> {
    const { texts } = this.#files;
    const { languages, caches } = this.#deps;
    const kept = new Set([languages.map((tag) => tag.split('-')[0] ?? '').find((tag) => tag in texts) ?? 'en']);
    for (const name of await caches.keys()) {
      if (!name.startsWith(CACHE_PREFIX)) continue;
      for (const { url } of await (await caches.open(name)).keys())
        kept.add(/\/(\w\w)-[A-Z0-9]{8}\.js$/.exec(url)?.[1] ?? '');
    }
    return Object.keys(texts)
      .filter((language) => kept.has(language))
      .flatMap((language) => texts[language] ?? []);
  }

  // The page and its configuration are always the newest, unless there is no network.
  async #networkFirst(request: Request, file: string): Promise<Response> {
    const { fetch, wait } = this.#deps;
    const address = this.#address(file);
    const response = fetch(request).then(async (fresh) => {
      if (fresh.status >= 500) throw new Error(`The server answered ${fresh.status}.`);
      if (fresh.ok && !fresh.redirected) await (await this.#cache()).put(address, fresh.clone()).catch(() => undefined);
      return fresh;
    });
    const kept = await this.#kept(address);
    if (!kept) return response;
    return Promise.race([response.catch(() => kept), wait(NETWORK_WAIT_MS).then(() => kept)]);
  }

  async #cacheFirst(request: Request): Promise<Response> {
    const kept = await this.#kept(request.url);
    if (kept) return kept;
    const response = await this.#deps.fetch(request);
    if (response.ok) await (await this.#cache()).put(request.url, response.clone()).catch(() => undefined);
    return response;
  }

  // A page of the build before may ask for a file of that build.
  async #kept(address: string): Promise<Response | undefined> {
    return (await (await this.#cache()).match(address)) ?? (await this.#deps.caches.match(address));
  }

  get #name(): string {
    return CACHE_PREFIX + this.#files.version;
  }

  #cache(): Promise<Cache> {
    return this.#deps.caches.open(this.#name);
  }

  #address(file: string): string {
    return new URL(file, this.#deps.base).href;
  }
}

/** The page itself, by its shortest address. */
const INDEX = './';

const CONFIG = 'config.json';

const HASHED = /^[^/]+-[A-Z0-9]{8}\.(?:js|css)$/;
