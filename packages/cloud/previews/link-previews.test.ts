import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_PREVIEW_SECONDS, PREVIEW_SECONDS, REQUESTED_SECONDS } from '../db/preview-rows.ts';
import type { Command } from '../dynamodb/commands.ts';
import type { DynamoDb } from '../dynamodb/dynamodb-client.ts';
import { ConditionalCheckFailedException } from '../dynamodb/dynamodb-errors.ts';
import { LinkPreviews } from './link-previews.ts';
import { type FakeWeb, startFakeWeb } from './testing/fake-web.ts';

type Update = { Key: { pk: string; sk: string }; ExpressionAttributeValues: Record<string, unknown> };

/** The rows of previews in a table of which the conditions of rate limits are always true. */
function rowsOfPreviews(): DynamoDb {
  const rows = new Map<string, Record<string, unknown>>();
  return {
    async send<Output>({ operation, input }: Command<object, Output>): Promise<Output> {
      if (operation === 'BatchGetItem') return { Responses: { chat: [...rows.values()] } } as Output;
      const { Key, ExpressionAttributeValues: values } = input as Update;
      const { ':now': now, ':end': expiresAt, ':preview': preview } = values;
      if (!Key.pk.startsWith('preview#')) return {} as Output;
      const known = rows.get(Key.pk) as { expiresAt: number } | undefined;
      if (now !== undefined && known && known.expiresAt > Number(now))
        throw new ConditionalCheckFailedException('The conditional request failed', 400, undefined);
      const state = now === undefined ? values[':state'] : values[':requested'];
      rows.set(Key.pk, { ...Key, state, expiresAt, ...(preview !== undefined && { preview }) });
      return {} as Output;
    },
  };
}

function previewsOf(web: FakeWeb) {
  const time = { now: Date.UTC(2026, 11, 1) };
  const images = { put: async () => undefined, signGet: async (id: string) => `/previews/${id}` };
  const deps = { dynamodb: rowsOfPreviews(), chatTable: 'chat', images, network: web.network, now: () => time.now };
  const previews = new LinkPreviews(deps);
  const user = { userId: 'ann', requestedName: 'ann', groups: [] };
  return {
    pass(seconds: number) {
      time.now += seconds * 1_000;
    },
    ask: async (url: string) => (await previews.find([url], user))[0]?.preview,
  };
}

const startSite = () =>
  startFakeWeb(({ url }, response) => {
    if (url === '/gone') response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'text/html' }).end(`<title>Page ${url}</title>`);
  });

test('a preview is used for a week', async () => {
  await using web = await startSite();
  const { ask, pass } = previewsOf(web);
  assert.equal((await ask('http://site.example/a'))?.title, 'Page /a');
  pass(PREVIEW_SECONDS - 1);
  assert.equal((await ask('http://site.example/a#other'))?.title, 'Page /a');
  assert.equal(web.requests.length, 1);
  pass(1);
  assert.equal((await ask('http://site.example/a'))?.title, 'Page /a');
  assert.equal(web.requests.length, 2);
});

test('a link without a preview is not requested again for an hour', async () => {
  await using web = await startSite();
  const { ask, pass } = previewsOf(web);
  assert.equal(await ask('http://site.example/gone'), null);
  pass(NO_PREVIEW_SECONDS - 1);
  assert.equal(await ask('http://site.example/gone'), null);
  assert.equal(web.requests.length, 1);
  pass(1);
  await ask('http://site.example/gone');
  assert.equal(web.requests.length, 2);
});

test('a link whose function was stopped while it requested it is requested again by another one', async () => {
  let hold = true;
  const never = Promise.withResolvers<never>();
  await using web = await startSite();
  const resolve: typeof web.network.resolve = (host) => (hold ? never.promise : web.network.resolve(host));
  const { ask, pass } = previewsOf({ ...web, network: { ...web.network, resolve } });
  void ask('http://site.example/a');
  await new Promise((turn) => setImmediate(turn));
  hold = false;
  assert.equal(await ask('http://site.example/a'), undefined);
  pass(REQUESTED_SECONDS);
  assert.equal((await ask('http://site.example/a'))?.title, 'Page /a');
});
