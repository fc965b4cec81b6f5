// What the page asks of the HTTP API, and what it makes of each answer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { httpApi } from './api.ts';
import { anEntry } from './test/world.ts';

function story(...answers: (Response | Error)[]) {
  const asked: { url: string; method: string | undefined; headers: unknown; body: unknown }[] = [];
  const renewals: boolean[] = [];
  const api = httpApi({
    api: 'https://api.example',
    authorization: async (renew = false) => {
      renewals.push(renew);
      return { Authorization: `Bearer ${renew ? 'new' : 'old'}` };
    },
    fetch: async (input, init) => {
      asked.push({ url: String(input), method: init?.method, headers: init?.headers, body: init?.body });
      const answer = answers.shift();
      if (!answer || answer instanceof Error) throw answer;
      return answer;
    },
  });
  return { api, asked, renewals };
}

test('a page is asked for with its query, and its entries are read', async () => {
  const { api, asked } = story(Response.json({ entries: [anEntry(3)], head: 9, more: true }));
  assert.deepEqual(await api.page('general', { before: 4, limit: 1 }), { entries: [anEntry(3)], head: 9, more: true });
  assert.equal(asked[0]?.url, 'https://api.example/channels/general/messages?before=4&limit=1');
  assert.deepEqual(asked[0]?.headers, { Authorization: 'Bearer old' });
});

test('a message is posted as JSON with its id', async () => {
  const { api, asked } = story(Response.json(anEntry(1), { status: 201 }));
  await api.post('general', { id: 'i', kind: 'message', message: 'a "quote"\n' });
  assert.equal(asked[0]?.method, 'POST');
  assert.equal(asked[0]?.body, '{"id":"i","kind":"message","message":"a \\"quote\\"\\n"}');
});

test('a token that is refused is renewed once', async () => {
  const { api, renewals } = story(
    Response.json({ message: 'Unauthorized' }, { status: 401 }),
    Response.json({ channels: [] }),
  );
  assert.deepEqual(await api.channels(), []);
  assert.deepEqual(renewals, [false, true]);
});

test('the sentence of a refusal is shown, and only what may pass is retryable', async () => {
  const refusal = (status: number, body: unknown) => story(Response.json(body, { status })).api.createChannel('x');
  await assert.rejects(refusal(409, { code: 'exists', message: 'There is already a channel x.' }), {
    message: 'There is already a channel x.',
    retryable: false,
    status: 409,
  });
  await assert.rejects(refusal(429, { message: 'Too Many' }), { retryable: true });
  await assert.rejects(refusal(503, {}), { message: 'The server has failed (503).', retryable: true });
  await assert.rejects(story(new TypeError('Failed to fetch')).api.channels(), {
    code: 'unreachable',
    retryable: true,
  });
});

test('an answer that is none is a clear failure', async () => {
  await assert.rejects(story(new Response('<html>')).api.channels(), {
    message: 'The server did not answer with JSON.',
  });
  await assert.rejects(story(Response.json({})).api.channels(), /a list of channels/);
  await assert.rejects(story(Response.json({ entries: [{}], head: 1 })).api.page('a', { limit: 1 }), /seq/);
});
