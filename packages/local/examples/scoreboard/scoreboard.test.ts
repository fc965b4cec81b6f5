// The example of the README: a test starts the stack, publishes an event, and reads the broadcast events.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { startEngine } from '../../index.ts';

const TEMPLATE = join(import.meta.dirname, 'scoreboard.template.json');

test('a goal is broadcast with the leading team, and a negative score is rejected', async () => {
  await using engine = await startEngine({ assembly: TEMPLATE });
  const broadcast: unknown[] = [];
  engine.onPublished(({ channel, events }) => broadcast.push([channel, ...events.map((event) => JSON.parse(event))]));

  const { Http, Key } = engine.outputs as { Http: string; Key: string };
  const response = await fetch(Http, {
    method: 'POST',
    headers: { 'x-api-key': Key },
    body: JSON.stringify({ channel: '/scores/derby', events: ['{"home":1,"away":0}', '{"home":-1,"away":0}'] }),
  });

  assert.equal(response.status, 200);
  assert.deepEqual(broadcast, [['/scores/derby', { home: 1, away: 0, leads: 'home' }]]);
  const { failed } = (await response.json()) as { failed: { index: number }[] };
  assert.deepEqual(
    failed.map(({ index }) => index),
    [1],
  );
});

test('a listener that was removed is not called again, and another one stays', async () => {
  await using engine = await startEngine({ assembly: TEMPLATE });
  const calls = { first: 0, second: 0 };
  const stop = engine.onPublished(() => calls.first++);
  engine.onPublished(() => calls.second++);
  const { Http, Key } = engine.outputs as { Http: string; Key: string };
  const goal = () =>
    fetch(Http, {
      method: 'POST',
      headers: { 'x-api-key': Key },
      body: JSON.stringify({ channel: '/scores/derby', events: ['{"home":1,"away":0}'] }),
    });
  await goal();
  stop();
  await goal();
  assert.deepEqual(calls, { first: 1, second: 2 });
});

test('a test may end while a client is still connected', async () => {
  const engine = await startEngine({ assembly: TEMPLATE });
  const { Realtime, Key } = engine.outputs as { Realtime: string; Key: string };
  const header = Buffer.from(JSON.stringify({ host: new URL(Realtime).host, 'x-api-key': Key })).toString('base64url');
  const socket = new WebSocket(Realtime, ['aws-appsync-event-ws', `header-${header}`]);
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  const closed = new Promise((resolve) => socket.addEventListener('close', resolve));
  await engine.stop();
  await closed;
});
