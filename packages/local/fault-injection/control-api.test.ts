// Faults over HTTP: what the page and a test of another process can do, and what another website cannot.
import assert from 'node:assert/strict';
import { type IncomingHttpHeaders, request } from 'node:http';
import { type TestContext, test } from 'node:test';
import { aWay, type Way } from '../testing/message-path.ts';
import type { TraceEvent } from './index.ts';

type Answer = { status: number; headers: IncomingHttpHeaders; text: string };
type Asked = { method?: string; headers?: Record<string, string>; body?: unknown };

/** A way whose faults may be set over HTTP, and raw requests to it: `fetch` would not send what a test wants to send. */
async function anOpenWay(t: TestContext) {
  const way = await aWay(t, { control: true });
  const { host, port } = new URL(way.engine.origin);
  const asks = (path: string, { method = 'GET', headers = {}, body }: Asked = {}) =>
    new Promise<Answer>((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path: `/_parley${path}`, method, headers: { host, ...headers } });
      sent.on('error', reject).on('response', async (response) => {
        const parts: Buffer[] = [];
        for await (const part of response as AsyncIterable<Buffer>) parts.push(part);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: String(Buffer.concat(parts)) });
      });
      sent.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
    });
  return { way, asks, host };
}

const JSON_TYPE = { 'content-type': 'application/json' };
const RULES = [{ hop: 'http', fault: 'lose-answer', first: 1 }];

test('rules are put, read with their counts, and healed', async (t) => {
  const { way, asks } = await anOpenWay(t);
  const put = await asks('/faults', { method: 'PUT', headers: JSON_TYPE, body: { rules: RULES, seed: 5 } });
  assert.deepEqual(
    [put.status, JSON.parse(put.text)],
    [200, { seed: 5, rules: [{ ...RULES[0], matched: 0, injected: 0 }] }],
  );
  assert.equal(await way.posts('wall', 'one'), 'cut');
  const { rules } = JSON.parse((await asks('/faults')).text) as { rules: unknown[] };
  assert.deepEqual(rules, [{ ...RULES[0], matched: 1, injected: 1 }]);
  const healed = await asks('/faults', { method: 'DELETE' });
  assert.deepEqual(JSON.parse(healed.text), { seed: 5, rules: [] });
  assert.equal(await way.posts('wall', 'two'), '201');
});

test('what is wrong with a rule is said, and nothing changes', async (t) => {
  const { asks } = await anOpenWay(t);
  const put = (body: unknown) => asks('/faults', { method: 'PUT', headers: JSON_TYPE, body });
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
  assert.deepEqual((JSON.parse((await asks('/faults')).text) as { rules: unknown[] }).rules, []);
});

test('attack: another website that is open in a browser here sets faults, reads traces or frames the page', async (t) => {
  const { asks, host, way } = await anOpenWay(t);
  const port = host.split(':')[1];
  const body = { rules: RULES, seed: 1 };
  const evil: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    // The page of the stack is another origin too, as it is on AWS.
    { origin: `http://localhost:${port}` },
    { origin: `http://127.0.0.1:${Number(port) + 1}` },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { host: `localhost:${port}` },
    { host: `evil.example:${port}` },
  ];
  for (const headers of evil) {
    const put = await asks('/faults', { method: 'PUT', headers: { ...JSON_TYPE, ...headers }, body });
    assert.ok([403, 421].includes(put.status), JSON.stringify(headers));
    const heal = await asks('/faults', { method: 'DELETE', headers });
    assert.ok([403, 421].includes(heal.status), JSON.stringify(headers));
    const read = await asks('/traces', { headers });
    assert.ok([403, 421].includes(read.status), JSON.stringify(headers));
  }
  // What needs no preflight is not listened to, and a preflight is not answered.
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', '']) {
    const headers = type === '' ? {} : { 'content-type': type };
    assert.equal((await asks('/faults', { method: 'PUT', headers, body })).status, 415);
    assert.equal((await asks('/faults', { method: 'POST', headers, body })).status, 404);
  }
  const preflight = await asks('/faults', {
    method: 'OPTIONS',
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'PUT' },
  });
  assert.equal(preflight.status, 403);
  assert.ok(!Object.keys(preflight.headers).some((name) => name.startsWith('access-control-')));
  assert.deepEqual(way.engine.faults.state.rules, []);
  const { headers } = await asks('/');
  assert.match(
    String(headers['content-security-policy']),
    /^default-src 'none'; script-src 'self';.*frame-ancestors 'none'/,
  );
});

test('an engine that was not asked to takes no faults over HTTP', async (t) => {
  const way = await aWay(t);
  assert.equal(way.engine.control, undefined);
  for (const path of ['/_parley/', '/_parley/faults'])
    assert.equal((await fetch(way.engine.origin + path)).status, 404);
});

test('the page stands at the engine’s own address, wherever people look for it first', async (t) => {
  const { asks, host, way } = await anOpenWay(t);
  assert.equal(way.engine.control, `http://${host}/_parley/`);
  const { status, text } = await asks('/');
  assert.equal(status, 200);
  assert.doesNotMatch(text, /<script(?! type="module" src=)|<style|style=|\son\w+=/);
  for (const [path, headers] of [
    ['', {}],
    ['/', { host: `localhost:${host.split(':')[1]}` }],
  ] as const) {
    const moved = await asks(path, { headers });
    assert.deepEqual([moved.status, moved.headers.location], [307, `http://${host}/_parley/`]);
  }
  for (const path of ['/../control-api.ts', '/%2e%2e/control-api.ts', '/page-files.ts', '/__proto__'])
    assert.equal((await asks(path)).status, 404);
});

/** Reads the feed until what has come fits. */
async function reads(way: Way, fits: (events: TraceEvent[]) => boolean): Promise<TraceEvent[]> {
  const answer = await fetch(`${way.engine.control}feed`);
  const events: TraceEvent[] = [];
  let text = '';
  for await (const part of (answer.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream())) {
    text += part;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks)
      if (block.startsWith('event: traces\n')) events.push(...(JSON.parse(block.split('\ndata: ')[1] ?? '') as []));
    if (fits(events)) break;
  }
  return events;
}

test('the feed tells what was before, and what happens from then on', async (t) => {
  const { way } = await anOpenWay(t);
  await way.posts('wall', 'before');
  const both = reads(way, (events) => events.filter(({ step }) => step === 'sent').length === 2);
  await way.posts('wall', 'after');
  const told = await both;
  const asked = told.filter(({ hop, step }) => hop === 'http' && step === 'received');
  assert.equal(asked.length, 2);
});

test('an engine ends at once while somebody reads along, and tells him that it is over', async (t) => {
  const { way } = await anOpenWay(t);
  const answer = await fetch(`${way.engine.control}feed`);
  const read = answer.text();
  await way.engine.stop();
  assert.match(await read, /^event: state\n/);
});
