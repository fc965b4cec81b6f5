// Members who do not read: what waits for them is bounded, they are cut off, and the others hear on.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { credentials, Peer } from '@parley/wire/conformance';
import { anEngine, memory } from './engine-process.ts';

const ALL = 1_000;
const SLOW = 100;

/** What the engine lets wait for one reader: `packages/local/services/appsync/websocket/socket-writer.ts`. */
const CAP_BYTES = 4 * 1024 * 1024;

/** Together more than the bound and what the kernel keeps for one connection. */
const EVENTS = 80;
const EVENT = JSON.stringify('x'.repeat(200_000));

test('a hundred of a thousand members who stop reading are cut off, at a bounded cost, and the others hear on', async (t) => {
  const engine = await anEngine(t);
  const { host, key } = engine;
  const authorization = { 'x-api-key': key };
  const member = async (channel: string) => {
    const peer = await new Peer(`ws://${host}/event/realtime`, [
      'aws-appsync-event-ws',
      credentials({ host, 'x-api-key': key }),
    ]).opened();
    t.after(() => peer.ws.terminate());
    peer.send(JSON.stringify({ type: 'subscribe', id: 's', channel, authorization }));
    await peer.receives({ id: 's', type: 'subscribe_success' });
    return peer;
  };
  const slow = await Promise.all(Array.from({ length: SLOW }, () => member('/default/busy')));
  const quick = await Promise.all(Array.from({ length: 9 }, () => member('/default/busy')));
  const calm = await Promise.all(Array.from({ length: ALL - SLOW - quick.length }, () => member('/default/calm')));
  const base = await memory(engine.child);
  for (const { ws } of slow) ws.pause();
  const publishes = async (channel: string, event: string) => {
    const body = JSON.stringify({ channel, events: [event] });
    const headers = { 'x-api-key': key };
    assert.equal((await fetch(`http://${host}/event`, { method: 'POST', headers, body })).status, 200);
  };
  let most = 0;
  for (let sent = 0; sent < EVENTS; sent += 1) {
    await publishes('/default/busy', EVENT);
    for (const peer of quick) assert.equal((await peer.next())['event'], EVENT);
    most = Math.max(most, await memory(engine.child));
  }
  // Who looks again finds the connection ended.
  const ends = slow.map(({ ws }) => once(ws, 'close'));
  for (const { ws } of slow) ws.resume();
  await Promise.all(ends);
  const grown = most - base;
  t.diagnostic(`at most ${Math.round(grown / 1024 / 1024)} MiB more`);
  assert.ok(grown <= SLOW * CAP_BYTES, `grown by ${grown} bytes`);
  await publishes('/default/calm', '"still here"');
  for (const peer of calm) await peer.receives({ id: 's', type: 'data', event: '"still here"' });
});
