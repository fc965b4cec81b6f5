// The example of the README: a test of a scoreboard starts its stack, publishes, and reads what was broadcast.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { startEngine } from '../../index.ts';

const TEMPLATE = join(import.meta.dirname, 'scoreboard.template.json');

function aFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'scoreboard-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('a goal is broadcast with who leads, and a score below zero is refused', async (t) => {
  await using engine = await startEngine({ assembly: TEMPLATE, data: aFolder(t) });
  const seen: unknown[] = [];
  engine.onPublished(({ channel, events }) => seen.push([channel, ...events.map((event) => JSON.parse(event))]));

  const { Http, Key } = engine.outputs as { Http: string; Key: string };
  const answer = await fetch(Http, {
    method: 'POST',
    headers: { 'x-api-key': Key },
    body: JSON.stringify({ channel: '/scores/derby', events: ['{"home":1,"away":0}', '{"home":-1,"away":0}'] }),
  });

  assert.equal(answer.status, 200);
  assert.deepEqual(seen, [['/scores/derby', { home: 1, away: 0, leads: 'home' }]]);
  const { failed } = (await answer.json()) as { failed: { index: number }[] };
  assert.deepEqual(
    failed.map(({ index }) => index),
    [1],
  );
});

test('who stops listening hears nothing more, and who is another stays', async (t) => {
  await using engine = await startEngine({ assembly: TEMPLATE, data: aFolder(t) });
  const counted = { first: 0, second: 0 };
  const stop = engine.onPublished(() => counted.first++);
  engine.onPublished(() => counted.second++);
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
  assert.deepEqual(counted, { first: 1, second: 2 });
});

test('a test ends while somebody still watches', async (t) => {
  const engine = await startEngine({ assembly: TEMPLATE, data: aFolder(t) });
  const { Realtime, Key } = engine.outputs as { Realtime: string; Key: string };
  const header = Buffer.from(JSON.stringify({ host: new URL(Realtime).host, 'x-api-key': Key })).toString('base64url');
  const socket = new WebSocket(Realtime, ['aws-appsync-event-ws', `header-${header}`]);
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  const closed = new Promise((resolve) => socket.addEventListener('close', resolve));
  await engine.stop();
  await closed;
});
