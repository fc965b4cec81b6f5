// Subscribers that do not read: their buffers are bounded, they are disconnected, and the others receive all events.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { credentials, Peer } from '@parley/wire/conformance';
import { memoryOf, startEngineProcess } from './engine-process.ts';

const ALL = 1_000;
const SLOW = 100;

/** The most that the engine buffers for one reader: `packages/local/services/appsync/websocket/socket-writer.ts`. */
const CAP_BYTES = 4 * 1024 * 1024;

/** Together more than that bound and the kernel's buffers of one connection. */
const EVENTS = 80;
const EVENT = JSON.stringify('x'.repeat(200_000));

test('a hundred of a thousand subscribers who stop reading are disconnected at a bounded cost, and the others receive all events', async (t) => {
  const engine = await startEngineProcess(t);
  const { host, key } = engine;
  const authorization = { 'x-api-key': key };
  const subscriber = async (channel: string) => {
    const peer = await new Peer(`ws://${host}/event/realtime`, [
      'aws-appsync-event-ws',
      credentials({ host, 'x-api-key': key }),
    ]).opened();
    t.after(() => peer.ws.terminate());
    peer.send(JSON.stringify({ type: 'subscribe', id: 's', channel, authorization }));
    await peer.receives({ id: 's', type: 'subscribe_success' });
    return peer;
  };
  const slow = await Promise.all(Array.from({ length: SLOW }, () => subscriber('/default/busy')));
  const quick = await Promise.all(Array.from({ length: 9 }, () => subscriber('/default/busy')));
  const calm = await Promise.all(Array.from({ length: ALL - SLOW - quick.length }, () => subscriber('/default/calm')));
  const base = await memoryOf(engine.child);
  for (const { ws } of slow) ws.pause();
  const publish = async (channel: string, event: string) => {
    const body = JSON.stringify({ channel, events: [event] });
    const headers = { 'x-api-key': key };
    assert.equal((await fetch(`http://${host}/event`, { method: 'POST', headers, body })).status, 200);
  };
  let most = 0;
  for (let sent = 0; sent < EVENTS; sent += 1) {
    await publish('/default/busy', EVENT);
    for (const peer of quick) assert.equal((await peer.next())['event'], EVENT);
    most = Math.max(most, await memoryOf(engine.child));
  }
  // A subscriber that reads again finds its connection closed.
  const ends = slow.map(({ ws }) => once(ws, 'close'));
  for (const { ws } of slow) ws.resume();
  await Promise.all(ends);
  const grown = most - base;
  t.diagnostic(`at most ${Math.round(grown / 1024 / 1024)} MiB more`);
  assert.ok(grown <= SLOW * CAP_BYTES, `grown by ${grown} bytes`);
  await publish('/default/calm', '"still here"');
  for (const peer of calm) await peer.receives({ id: 's', type: 'data', event: '"still here"' });
});
