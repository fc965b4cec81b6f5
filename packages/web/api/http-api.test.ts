// Requests to the HTTP API, and what the page reads from their responses.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { t } from '../i18n/index.ts';
import { aChannel, anEntry } from '../testing/fakes.ts';
import { httpApi } from './http-api.ts';

function setUp(...answers: (Response | Error)[]) {
  const requests: { url: string; method: string | undefined; headers: unknown; body: unknown }[] = [];
  const renewals: boolean[] = [];
  const api = httpApi({
    api: 'https://api.example',
    authorization: async (renew = false) => {
      renewals.push(renew);
      return { Authorization: `Bearer ${renew ? 'new' : 'old'}` };
    },
    fetch: async (input, init) => {
      requests.push({ url: String(input), method: init?.method, headers: init?.headers, body: init?.body });
      const answer = answers.shift();
      if (!answer || answer instanceof Error) throw answer;
      return answer;
    },
  });
  return { api, requests, renewals };
}

test('a page of messages is requested with its query, and its entries are parsed', async () => {
  const { api, requests } = setUp(Response.json({ entries: [anEntry(3)], head: 9, more: true }));
  assert.deepEqual(await api.listMessages('general', { before: 4, limit: 1 }), {
    entries: [anEntry(3)],
    head: 9,
    more: true,
  });
  assert.equal(requests[0]?.url, 'https://api.example/channels/general/messages?before=4&limit=1');
  assert.deepEqual(requests[0]?.headers, { Authorization: 'Bearer old' });
});

test('a message is posted as JSON with its id, and the seq after which the log can contain it', async () => {
  const { api, requests } = setUp(Response.json(anEntry(1), { status: 201 }));
  const message = { id: 'i', kind: 'message', message: 'a "quote"\n' } as const;
  await api.postMessage('general', message, 7);
  assert.equal(requests[0]?.method, 'POST');
  assert.deepEqual(JSON.parse(String(requests[0]?.body)), { ...message, after: 7 });
});

test('a token that is rejected is refreshed once', async () => {
  const { api, renewals } = setUp(
    Response.json({ message: 'Unauthorized' }, { status: 401 }),
    Response.json({ username: 'ann', channels: [], missed: {} }),
  );
  assert.deepEqual(await api.sync({ channels: new Map(), known: new Map() }), {
    username: 'ann',
    channels: [],
    threads: 0,
    saved: 0,
    missed: {},
  });
  assert.deepEqual(renewals, [false, true]);
});

test('the message of a rejection is displayed, and only transient errors are retryable', async () => {
  const refusal = (status: number, body: unknown) =>
    setUp(Response.json(body, { status })).api.createChannel({ kind: 'public', name: 'x', topic: '' });
  await assert.rejects(refusal(409, { code: 'exists', message: 'There is already a channel x.' }), {
    message: 'There is already a channel x.',
    retryable: false,
    status: 409,
  });
  await assert.rejects(refusal(409, { code: 'sync-first', message: 'Read the entries up to 9.' }), {
    code: 'sync-first',
  });
  await assert.rejects(refusal(429, { message: 'Too Many' }), { retryable: true });
  await assert.rejects(refusal(503, {}), {
    message: 'The server failed (503). Try again in a moment.',
    retryable: true,
  });
  await assert.rejects(setUp(new TypeError('Failed to fetch')).api.moveReadCursor('general', { seq: 1, version: 0 }), {
    code: 'unreachable',
    retryable: true,
  });
});

test('a time in an error is shown in the time zone and the format of the reader', async () => {
  const until = '2020-01-01T12:00:00.000Z';
  const response = Response.json(
    { code: 'muted', message: `You're muted in #design until ${until}.` },
    { status: 403 },
  );
  await assert.rejects(setUp(response).api.moveReadCursor('design', { seq: 1, version: 0 }), {
    message: `You're muted in #design until ${t.dateTime(until)}.`,
  });
  assert.doesNotMatch(t.dateTime(until), /T12/);
});

test('an invalid response is an error that says what is invalid', async () => {
  await assert.rejects(setUp(new Response('<html>')).api.moveReadCursor('general', { seq: 1, version: 0 }), {
    message: 'The server sent an unexpected response: no valid JSON.',
  });
  const sync = (body: unknown) => setUp(Response.json(body)).api.sync({ channels: new Map(), known: new Map() });
  await assert.rejects(sync({ username: 'ann' }), /no valid channels/);
  await assert.rejects(sync({ username: 'ann', channels: [{ name: 'general', head: 1 }] }), /no valid channel/);
  await assert.rejects(
    sync({ username: 'ann', channels: [], missed: { general: { complete: false, head: 1 } } }),
    /no valid missed/,
  );
  await assert.rejects(setUp(Response.json({ entries: [{}], head: 1 })).api.listMessages('a', { limit: 1 }), /seq/);
});

test('a sync sends the last seq of each channel, and what is known of the others', async () => {
  const answer = {
    username: 'ann',
    channels: [aChannel('general', 9), { name: 'random', unchanged: true }],
    threads: 4,
    saved: 0,
    missed: {
      general: { complete: true, entries: [anEntry(9)], head: 9, more: false },
      random: { complete: false, from: 4, entries: [anEntry(4)], head: 4 },
    },
  };
  const { api, requests } = setUp(Response.json(answer));
  const channels = new Map(Object.entries({ general: 8, random: 0 }));
  const known = new Map([['random', { head: 4, readSeq: 2 }]]);
  assert.deepEqual(await api.sync({ channels, known, open: 'general' }), answer);
  assert.equal(requests[0]?.url, 'https://api.example/sync');
  assert.equal(
    requests[0]?.body,
    '{"channels":{"general":8,"random":0},"known":{"random":{"head":4,"readSeq":2}},"open":"general"}',
  );
});

test('a read cursor is moved in its channel', async () => {
  const { api, requests } = setUp(Response.json({ readSeq: 12, readCount: 9 }));
  assert.deepEqual(await api.moveReadCursor('general', { seq: 12, version: 0 }), { readSeq: 12, readCount: 9 });
  assert.deepEqual(
    [requests[0]?.method, requests[0]?.url, requests[0]?.body],
    ['PUT', 'https://api.example/channels/general/read', '{"seq":12,"version":0}'],
  );
});

test('the delay that the server asks for is respected', async () => {
  const busy = (after: string) =>
    setUp(Response.json({}, { status: 429, headers: { 'retry-after': after } })).api.moveReadCursor('general', {
      seq: 1,
      version: 0,
    });
  await assert.rejects(busy('7'), { retryable: true, retryAfterMs: 7_000 });
  await assert.rejects(busy('Wed, 21 Oct 2026 07:28:00 GMT'), { retryable: true, retryAfterMs: undefined });
});
