// Runs every example of the API documentation and of the README, and checks the README's tables.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { test } from 'node:test';
import * as api from './index.ts';
import { liveHarness, settled, TestHarness } from './testing/scripted-server.ts';

const source = readFileSync(new URL('client.ts', import.meta.url), 'utf8');
const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');

/** Each example with the name of the documented member: `subscribe`, `publish`, … */
const examples = [...source.matchAll(/@example\n([\s\S]*?)\n *\*\/\n *(?:export class |async |get )?(\w+)/g)].map(
  ([, text = '', name = '']) => ({ name, code: text.replaceAll(/^ *\* ?/gm, '') }),
);

const AsyncFunction = (async () => {}).constructor as new (
  ...parameters: string[]
) => (...values: unknown[]) => Promise<unknown>;

test('every public member has an example', () => {
  const members = Object.getOwnPropertyNames(api.EventsClient.prototype).filter((name) => name !== 'constructor');
  assert.deepEqual(
    examples.map(({ name }) => name),
    ['EventsClient', ...members],
  );
});

for (const { name, code } of examples)
  test(`the example of ${name} runs`, async (t) => {
    const response = '{"successful":[{"identifier":"u","index":0}],"failed":[]}';
    const fetch = async () => ({ status: 200, text: async () => response });
    const { harness } = await liveHarness(t, { fetch });
    const console = { log: () => {} };
    const run = new AsyncFunction('client', 'EventsClient', 'console', `{${code}}`)(
      harness.client,
      api.EventsClient,
      console,
    );
    await settled();
    for (const id of harness.socket.ids('publish'))
      harness.socket.receive(
        `{"id":"${id}","type":"publish_success","successful":[{"identifier":"u","index":0}],"failed":[]}`,
      );
    await run;
  });

test("the README's example runs", async (t) => {
  const harness = new TestHarness(t);
  const code = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? assert.fail('the README has no example');
  class Client extends api.EventsClient {
    constructor(options: api.EventsClientOptions) {
      super({ ...options, ...harness.options });
      t.after(() => this.close());
    }
  }
  const shown: unknown[] = [];
  const show = (...things: unknown[]) => shown.push(...things);
  const script = stripTypeScriptTypes(code.replace(/^import .*\n/gm, ''));
  const run = new AsyncFunction('EventsClient', 'freshToken', 'show', script)(Client, async () => 'ey', show);
  await settled();
  harness.socket.open();
  await settled();
  harness.socket.receive(`{"id":"${harness.socket.ids('subscribe')}","type":"subscribe_success"}`);
  harness.socket.receive(`{"id":"${harness.socket.ids('subscribe')}","type":"data","event":"\\"hi\\""}`);
  harness.socket.receive(
    `{"id":"${harness.socket.ids('publish')}","type":"publish_success","successful":[],"failed":[]}`,
  );
  await run;
  assert.deepEqual(shown, ['idle', 'connecting', 'handshaking', 'live', 'hi']);
});

test('the README explains every error code and every state', () => {
  const errors = readFileSync(new URL('errors.ts', import.meta.url), 'utf8');
  const codes = [...(/ClientErrorCode =([^;]*);/.exec(errors)?.[1] ?? '').matchAll(/'([\w-]+)'/g)].map(
    ([, code]) => code,
  );
  assert.ok(codes.length > 5);
  for (const word of [...codes, 'idle', 'connecting', 'handshaking', 'live', 'waiting', 'subscribing', 'disconnected'])
    assert.match(readme, new RegExp(`^\\| \`${word}\` +\\|`, 'm'), `${word} is not in a table`);
});
