// The files that the service worker keeps, with and without a network, and across updates of the page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PageCache, type PageFiles } from './page-cache.ts';

const BASE = 'https://parley.example/';

/** A server with files, which can be unreachable, and the browser's caches. */
class World {
  online = true;
  silent = false;
  readonly requests: string[] = [];
  readonly files = new Map<string, string>();
  readonly stored = new Map<string, Map<string, Response>>();
  /** Ends all waits for the network. */
  giveUp: () => void = () => undefined;
  readonly #givenUp = new Promise<void>((resolve) => {
    this.giveUp = resolve;
  });

  build(version: string, ...hashed: string[]): PageCache {
    for (const file of hashed) this.files.set(BASE + file, `${file} from the server`);
    this.files.set(BASE, `page ${version}`);
    this.files.set(`${BASE}config.json`, `{"build":"${version}"}`);
    this.files.set(`${BASE}icon.svg`, 'icon');
    return new PageCache({ version, hashed, texts: this.#texts(version), fixed: ['icon.svg'] } satisfies PageFiles, {
      base: BASE,
      languages: ['fr', 'de-AT', 'en'],
      caches: this.#caches as unknown as CacheStorage,
      fetch: (request) => this.#fetch(request),
      wait: () => this.#givenUp,
    });
  }

  #texts(version: string): PageFiles['texts'] {
    const names = ['ar', 'de', 'en'].map((language) => [language, [`${language}-${version.repeat(8)}.js`]] as const);
    for (const [, [file = '']] of names) this.files.set(BASE + file, file);
    return Object.fromEntries(names);
  }

  async #fetch(request: string | Request): Promise<Response> {
    const url = typeof request === 'string' ? request : request.url;
    this.requests.push(url);
    if (this.silent) return new Promise(() => undefined);
    if (!this.online) throw new TypeError('Failed to fetch');
    const file = this.files.get(url.replace(/\?.*/, ''));
    return new Response(file ?? 'not found', { status: file === undefined ? 404 : 200 });
  }

  readonly #caches = {
    keys: async () => [...this.stored.keys()],
    delete: async (name: string) => this.stored.delete(name),
    open: async (name: string) => {
      const cache = this.stored.get(name) ?? new Map<string, Response>();
      this.stored.set(name, cache);
      return {
        match: async (url: string) => cache.get(url)?.clone(),
        keys: async () => [...cache.keys()].map((url) => ({ url })),
        put: async (url: string, response: Response) => void cache.set(url, response),
        addAll: async (requests: readonly (string | Request)[]) => {
          for (const request of requests) {
            const response = await this.#fetch(request);
            if (!response.ok) throw new TypeError('Request failed');
            cache.set(typeof request === 'string' ? request : request.url, response);
          }
        },
      };
    },
    match: async (url: string) => {
      for (const cache of this.stored.values()) if (cache.has(url)) return cache.get(url)?.clone();
      return undefined;
    },
  };
}

const navigation = (address: string) => ({ url: address, method: 'GET', mode: 'navigate' }) as Request;

async function textOf(response: Promise<Response> | undefined): Promise<string> {
  assert.ok(response, 'the worker answers');
  return (await response).text();
}

test('without a network the page, its configuration and its files are what was kept', async () => {
  const world = new World();
  const cache = world.build('1', 'main-AAAAAAAA.js');
  await cache.install();
  world.online = false;
  assert.equal(await textOf(cache.respond(navigation(BASE))), 'page 1');
  assert.equal(await textOf(cache.respond(navigation(`${BASE}?code=1&state=2`))), 'page 1');
  assert.equal(await textOf(cache.respond(new Request(`${BASE}config.json`))), '{"build":"1"}');
  assert.equal(await textOf(cache.respond(new Request(`${BASE}main-AAAAAAAA.js`))), 'main-AAAAAAAA.js from the server');
  assert.equal(await textOf(cache.respond(new Request(`${BASE}icon.svg`))), 'icon');
});

test('with a network the page is the newest, and files that never change are not requested again', async () => {
  const world = new World();
  const cache = world.build('1', 'main-AAAAAAAA.js');
  await cache.install();
  world.build('2', 'main-BBBBBBBB.js');
  world.requests.length = 0;
  assert.equal(await textOf(cache.respond(navigation(BASE))), 'page 2');
  await textOf(cache.respond(new Request(`${BASE}main-AAAAAAAA.js`)));
  assert.deepEqual(world.requests, [BASE]);
  world.online = false;
  assert.equal(await textOf(cache.respond(navigation(BASE))), 'page 2', 'the newest page is kept');
});

test('a network that does not answer is not waited for', async () => {
  const world = new World();
  const cache = world.build('1');
  await cache.install();
  world.silent = true;
  const response = cache.respond(navigation(BASE));
  world.giveUp();
  assert.equal(await textOf(response), 'page 1');
});

test('a request to an API, to another site or for another file is left to the browser', async () => {
  const cache = new World().build('1');
  for (const request of [
    new Request(`${BASE}channels/general/messages`),
    new Request(`${BASE}config.json`, { method: 'POST', body: '{}' }),
    new Request('https://api.example/config.json'),
    navigation(`${BASE}oauth2/authorize`),
    navigation(`${BASE}_parley/`),
  ])
    assert.equal(cache.respond(request), undefined, request.url);
});

test('a page of the build before still gets its files; those of older builds are deleted', async () => {
  const world = new World();
  for (const [version, file] of [
    ['1', 'main-AAAAAAAA.js'],
    ['2', 'main-BBBBBBBB.js'],
    ['3', 'main-CCCCCCCC.js'],
  ] as const) {
    const cache = world.build(version, file);
    await cache.install();
    await cache.removeOld();
  }
  assert.deepEqual([...world.stored.keys()], ['parley-page-2', 'parley-page-3']);
  const newest = world.build('3', 'main-CCCCCCCC.js');
  world.online = false;
  assert.equal(
    await textOf(newest.respond(new Request(`${BASE}main-BBBBBBBB.js`))),
    'main-BBBBBBBB.js from the server',
  );
});

test("the texts of the browser's language are kept, and of one that was chosen, also of the next build", async () => {
  const world = new World();
  const textsKept = (version: string) =>
    [...(world.stored.get(`parley-page-${version}`)?.keys() ?? [])].filter((url) => /(?:ar|de|en)-/.test(url));
  const first = world.build('1');
  await first.install();
  assert.deepEqual(textsKept('1'), [`${BASE}de-11111111.js`]);
  await first.respond(new Request(`${BASE}ar-11111111.js`));
  await world.build('2').install();
  assert.deepEqual(textsKept('2'), [`${BASE}ar-22222222.js`, `${BASE}de-22222222.js`]);
});

test('a build of which a file cannot be downloaded is not installed', async () => {
  const world = new World();
  const cache = world.build('1', 'main-AAAAAAAA.js');
  world.files.delete(`${BASE}main-AAAAAAAA.js`);
  await assert.rejects(cache.install());
});
