// The control API: what the fault page and tests of other processes can do, and what other websites cannot.
import assert from 'node:assert/strict';
import { type IncomingHttpHeaders, request } from 'node:http';
import { type TestContext, test } from 'node:test';
import { type MessagePath, openMessagePath } from '../testing/message-path.ts';
import type { TraceEvent } from './index.ts';

type Answer = { status: number; headers: IncomingHttpHeaders; text: string };
type RequestOptions = { method?: string; headers?: Record<string, string>; body?: unknown };

/** A message path with the control API, and raw requests to it: `fetch` would not send every header that a test needs. */
async function openControlledPath(t: TestContext) {
  const messagePath = await openMessagePath(t, { control: true });
  const { host, port } = new URL(messagePath.engine.origin);
  const send = (path: string, { method = 'GET', headers = {}, body }: RequestOptions = {}) =>
    new Promise<Answer>((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path: `/_parley${path}`, method, headers: { host, ...headers } });
      sent.on('error', reject).on('response', async (response) => {
        const parts: Buffer[] = [];
        for await (const part of response as AsyncIterable<Buffer>) parts.push(part);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: String(Buffer.concat(parts)) });
      });
      sent.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
    });
  return { messagePath, send, host };
}

const JSON_TYPE = { 'content-type': 'application/json' };
const RULES = [{ hop: 'http', fault: 'lose-answer', first: 1 }];

test('rules are set, read with their counts, and cleared', async (t) => {
  const { messagePath, send } = await openControlledPath(t);
  const put = await send('/faults', { method: 'PUT', headers: JSON_TYPE, body: { rules: RULES, seed: 5 } });
  assert.deepEqual(
    [put.status, JSON.parse(put.text)],
    [200, { seed: 5, rules: [{ ...RULES[0], matched: 0, injected: 0 }] }],
  );
  assert.equal(await messagePath.post('wall', 'one'), 'cut');
  const { rules } = JSON.parse((await send('/faults')).text) as { rules: unknown[] };
  assert.deepEqual(rules, [{ ...RULES[0], matched: 1, injected: 1 }]);
  const cleared = await send('/faults', { method: 'DELETE' });
  assert.deepEqual(JSON.parse(cleared.text), { seed: 5, rules: [] });
  assert.equal(await messagePath.post('wall', 'two'), '201');
});

test('an invalid rule is rejected with the reason, and nothing changes', async (t) => {
  const { send } = await openControlledPath(t);
  const put = (body: unknown) => send('/faults', { method: 'PUT', headers: JSON_TYPE, body });
  const cases: [body: unknown, status: number, message: RegExp][] = [
    [
      { rules: [{ hop: 'table', fault: 'reorder' }] },
      400,
      /reorder is not possible at table: requests .* use delay\.$/,
    ],
    [{ rules: [], seed: 'x' }, 400, /The seed is "x"/],
    ['{', 400, /The body is not JSON/],
    ['null', 400, /The rules are not a list/],
    [' '.repeat(65 * 1024), 413, /at most 65536 bytes/],
  ];
  for (const [body, status, message] of cases) {
    const { status: answered, text } = await put(body);
    assert.equal(answered, status);
    assert.match((JSON.parse(text) as { message: string }).message, message);
  }
  assert.deepEqual((JSON.parse((await send('/faults')).text) as { rules: unknown[] }).rules, []);
});

test('attack: another website in a browser on this machine sets faults, reads traces or frames the page', async (t) => {
  const { send, host, messagePath } = await openControlledPath(t);
  const port = host.split(':')[1];
  const body = { rules: RULES, seed: 1 };
  const foreign: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    // The page of the stack is another origin, too, as on AWS.
    { origin: `http://localhost:${port}` },
    { origin: `http://127.0.0.1:${Number(port) + 1}` },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { host: `localhost:${port}` },
    { host: `evil.example:${port}` },
  ];
  for (const headers of foreign) {
    const put = await send('/faults', { method: 'PUT', headers: { ...JSON_TYPE, ...headers }, body });
    assert.ok([403, 421].includes(put.status), JSON.stringify(headers));
    const cleared = await send('/faults', { method: 'DELETE', headers });
    assert.ok([403, 421].includes(cleared.status), JSON.stringify(headers));
    const read = await send('/traces', { headers });
    assert.ok([403, 421].includes(read.status), JSON.stringify(headers));
  }
  // Requests that need no preflight are rejected, and a preflight is not answered.
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', '']) {
    const headers = type === '' ? {} : { 'content-type': type };
    assert.equal((await send('/faults', { method: 'PUT', headers, body })).status, 415);
    assert.equal((await send('/faults', { method: 'POST', headers, body })).status, 404);
  }
  const preflight = await send('/faults', {
    method: 'OPTIONS',
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'PUT' },
  });
  assert.equal(preflight.status, 403);
  assert.ok(!Object.keys(preflight.headers).some((name) => name.startsWith('access-control-')));
  assert.deepEqual(messagePath.engine.faults.state.rules, []);
  const { headers } = await send('/');
  assert.match(
    String(headers['content-security-policy']),
    /^default-src 'none'; script-src 'self';.*frame-ancestors 'none'/,
  );
});

test('without the control option an engine accepts no faults over HTTP', async (t) => {
  const messagePath = await openMessagePath(t);
  assert.equal(messagePath.engine.control, undefined);
  for (const path of ['/_parley/', '/_parley/faults'])
    assert.equal((await fetch(messagePath.engine.origin + path)).status, 404);
});

test('the page is served at the engine’s own address, and other spellings redirect to it', async (t) => {
  const { send, host, messagePath } = await openControlledPath(t);
  assert.equal(messagePath.engine.control, `http://${host}/_parley/`);
  const { status, text } = await send('/');
  assert.equal(status, 200);
  assert.doesNotMatch(text, /<script(?! type="module" src=)|<style|style=|\son\w+=/);
  for (const [path, headers] of [
    ['', {}],
    ['/', { host: `localhost:${host.split(':')[1]}` }],
  ] as const) {
    const moved = await send(path, { headers });
    assert.deepEqual([moved.status, moved.headers.location], [307, `http://${host}/_parley/`]);
  }
  for (const path of ['/../control-api.ts', '/%2e%2e/control-api.ts', '/page-files.ts', '/__proto__'])
    assert.equal((await send(path)).status, 404);
});

/** Reads the feed until its events match. */
async function readFeed(messagePath: MessagePath, matches: (events: TraceEvent[]) => boolean): Promise<TraceEvent[]> {
  const answer = await fetch(`${messagePath.engine.control}feed`);
  const events: TraceEvent[] = [];
  let text = '';
  for await (const part of (answer.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream())) {
    text += part;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks)
      if (block.startsWith('event: traces\n')) events.push(...(JSON.parse(block.split('\ndata: ')[1] ?? '') as []));
    if (matches(events)) break;
  }
  return events;
}

test('the feed sends the traces kept so far, and then every new step', async (t) => {
  const { messagePath } = await openControlledPath(t);
  await messagePath.post('wall', 'before');
  const both = readFeed(messagePath, (events) => events.filter(({ step }) => step === 'sent').length === 2);
  await messagePath.post('wall', 'after');
  const events = await both;
  const asked = events.filter(({ hop, step }) => hop === 'http' && step === 'received');
  assert.equal(asked.length, 2);
});

test('an engine stops at once while a feed is open, and ends the feed', async (t) => {
  const { messagePath } = await openControlledPath(t);
  const answer = await fetch(`${messagePath.engine.control}feed`);
  const read = answer.text();
  await messagePath.engine.stop();
  assert.match(await read, /^event: state\n/);
});
