// Link previews on the whole path: one request for all readers, its end, limits, and attacks. The web is one server on this machine.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type LinkPreviews, PREVIEW_LINKS_MAX, type PreviewOfLink } from '@parley/chat';
import { bomb } from '../harness/file-pictures.ts';
import { FileSender } from '../harness/file-sender.ts';
import { OperationMeter } from '../harness/operation-meter.ts';
import { openLaptopSuite } from '../harness/test-suite.ts';
import { signInUsers, TestUser } from '../harness/test-user.ts';
import { startFakeWeb } from '../packages/cloud/previews/testing/fake-web.ts';

const IMAGE = bomb('', 400, 210).bytes;
const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';

/** While it is set, the pages of /slow wait for it. */
let slow: PromiseWithResolvers<void> | undefined;

const web = await startFakeWeb(async ({ url = '' }, response) => {
  const [, kind = ''] = url.split('/');
  const html = (head: string) => response.writeHead(200, { 'content-type': 'text/html' }).end(head);
  if (kind === 'image.png') response.writeHead(200, { 'content-type': 'image/png' }).end(IMAGE);
  else if (kind === 'image.svg') response.writeHead(200, { 'content-type': 'image/png' }).end(SVG);
  else if (kind === 'svg') html('<title>SVG</title><meta property="og:image" content="/image.svg">');
  else if (kind === 'metadata') response.writeHead(302, { location: 'http://169.254.169.254/latest/' }).end();
  else if (kind === 'gone') response.writeHead(404).end();
  else if (kind === 'slow') {
    await slow?.promise;
    html('<title>Slow</title>');
  } else
    html(
      `<title>Page ${url}</title><meta name="description" content="Text"><meta property="og:image" content="/image.png">`,
    );
});
after(() => web[Symbol.asyncDispose]());

const settings = { guests: 50, linkPreviews: true };
const { laptop, users } = await openLaptopSuite(['ann', 'bob', 'cy'], settings, { LOCAL_WEB_PORT: `${web.port}` });
let [ann, bob, cy] = users;
const { downloads } = await FileSender.configOf(laptop.addresses.page);
const HOUR = 3_600_000;

async function ask(user: TestUser, ...urls: string[]): Promise<PreviewOfLink[]> {
  const { status, body } = await user.requests<LinkPreviews>('POST', '/previews', { urls });
  assert.equal(status, 200, JSON.stringify(body));
  return body.previews;
}

/** Advances the time, after which tokens of an hour have expired. */
async function pass(ms: number): Promise<void> {
  laptop.clock.advance(ms);
  [ann, bob, cy] = await signInUsers(laptop, 'ann', 'bob', 'cy');
}

const requestsOf = (path: string) => web.requests.filter((request) => request.path === path).length;

/** The images of the bucket. */
function images(): string[] {
  const { s3 } = laptop.services;
  const keys = s3.names.flatMap((name) => [...s3.allKeys(name)]);
  return keys.filter((key) => key.startsWith('previews/'));
}

test('a link is requested once for all readers, whose browsers load its image from the files of the chat', async () => {
  const url = 'http://site.example/once#part';
  const [found] = await ask(ann, url);
  assert.equal(found?.url, url);
  const { image, ...texts } = found.preview ?? assert.fail();
  assert.deepEqual(texts, { host: 'site.example', title: 'Page /once', description: 'Text' });
  assert.deepEqual([image?.width, image?.height], [400, 210]);

  const [again] = await ask(bob, 'http://site.example/once');
  assert.equal(again?.preview?.title, 'Page /once');
  assert.equal(requestsOf('/once'), 1);

  const loaded = await fetch(downloads + again.preview.image?.url);
  assert.deepEqual([loaded.status, loaded.headers.get('content-type')], [200, 'image/png']);
  assert.match(loaded.headers.get('content-security-policy') ?? '', /^sandbox;/);
  assert.equal(loaded.headers.get('x-content-type-options'), 'nosniff');
  assert.deepEqual(Buffer.from(await loaded.arrayBuffer()), IMAGE);
});

test('a new link and a known one cost the operations of docs/cost.md', async () => {
  await ask(ann, 'http://site.example/warm');
  const meter = new OperationMeter(laptop);
  const { readUnits, writeUnits, calls } = await meter.measure(() => ask(ann, 'http://site.example/new'));
  assert.deepEqual({ readUnits, writeUnits, calls }, { readUnits: 0.5, writeUnits: 4, calls: 5 });
  const known = await meter.measure(() => ask(bob, 'http://site.example/new'));
  assert.deepEqual([known.requests, known.readUnits, known.writeUnits, known.calls], [1, 0.5, 1, 2]);
});

test('an image is read with a link alone, which ends after an hour', async () => {
  const [found] = await ask(ann, 'http://site.example/once');
  const link = downloads + found?.preview?.image?.url;
  assert.equal((await fetch(link.split('?')[0] ?? '')).status, 403);
  assert.equal((await fetch(link.replace('/previews/', '/files/'))).status, 403);
  await pass(HOUR + 1_000);
  assert.equal((await fetch(link)).status, 403);
});

test('a reader who asks while the link is being requested gets no answer yet, and the server one request', async () => {
  slow = Promise.withResolvers();
  const first = ask(ann, 'http://site.example/slow');
  await laptop.until('the link is requested', () => requestsOf('/slow') === 1);
  assert.deepEqual(await ask(bob, 'http://site.example/slow'), [{ url: 'http://site.example/slow' }]);
  slow.resolve();
  assert.equal((await first)[0]?.preview?.title, 'Slow');
  assert.equal((await ask(bob, 'http://site.example/slow'))[0]?.preview?.title, 'Slow');
  assert.equal(requestsOf('/slow'), 1);
});

for (const url of [
  'http://127.0.0.1/',
  'http://2130706433/',
  'http://0177.0.0.1/',
  'http://[::ffff:10.0.0.1]/',
  'http://169.254.169.254/latest/meta-data/iam/security-credentials/',
  'http://localhost/',
  'http://site.example:8080/',
  'http://user:password@site.example/',
  'file:///proc/self/environ',
  'javascript:alert(1)',
  'http://site.example/metadata',
])
  test(`an attack by a link to ${url} finds nothing`, async () => {
    const before = web.requests.length;
    assert.deepEqual(await ask(ann, url), [{ url, preview: null }]);
    assert.deepEqual(
      web.requests.slice(before).map(({ path }) => path),
      url.endsWith('/metadata') ? ['/metadata'] : [],
    );
  });

test('an attack by an SVG that says that it is PNG leaves the text, and nothing in the bucket', async () => {
  const before = images();
  const [found] = await ask(ann, 'http://site.example/svg');
  assert.deepEqual(found?.preview, { host: 'site.example', title: 'SVG' });
  assert.deepEqual(images(), before);
});

test('an attack by a guest, who has no account, does not make the chat request a link', async () => {
  const { body } = await TestUser.with(laptop, '').requests<{ access_token: string }>('POST', '/guests', {});
  const guest = TestUser.with(laptop, body.access_token);
  assert.deepEqual(await ask(guest, 'http://site.example/guest'), [{ url: 'http://site.example/guest' }]);
  assert.equal(requestsOf('/guest'), 0);
  await ask(ann, 'http://site.example/guest');
  assert.equal((await ask(guest, 'http://site.example/guest'))[0]?.preview?.title, 'Page /guest');
});

test('an attack by a user who asks for one link after the other is limited, and what is known is found further on', async () => {
  const batch = (round: number) =>
    Array.from({ length: PREVIEW_LINKS_MAX }, (_, index) => `http://site.example/gone/${round}/${index}`);
  const before = web.requests.length;
  for (let round = 0; round < 14; round += 1) await ask(cy, ...batch(round));
  assert.equal(web.requests.length - before, 96);
  assert.deepEqual(await ask(cy, 'http://site.example/once'), [
    { url: 'http://site.example/once', preview: (await ask(bob, 'http://site.example/once'))[0]?.preview ?? null },
  ]);
  for (let round = 14; round < 37; round += 1) await ask(cy, ...batch(round));
  const { status, body } = await cy.requests<{ code?: string }>('POST', '/previews', { urls: batch(40) });
  assert.deepEqual([status, body.code], [429, 'rate-limited']);
});

test('a request without a token, or without links, is rejected', async () => {
  assert.equal((await TestUser.with(laptop, '').requests('POST', '/previews', { urls: ['x'] })).status, 401);
  for (const body of [{}, { urls: [] }, { urls: 'x' }, { urls: Array.from({ length: 9 }, (_, index) => `${index}`) }])
    assert.equal((await ann.requests('POST', '/previews', body)).status, 400);
});
