// How long a hidden page stays connected.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signal } from '@preact/signals';
import { ManualClock } from '../testing/fakes.ts';
import { connectedForMs, disconnectWhileHidden, HIDDEN_CONNECTED_MS } from './hidden-page.ts';
import type { ConnectionState } from './ports.ts';

function aPage() {
  const clock = new ManualClock();
  const visible = signal(true);
  const connection = signal<{ state: ConnectionState }>({ state: 'live' });
  const disconnects: number[] = [];
  const disconnect = () => {
    disconnects.push(clock.now());
    connection.value = { state: 'idle' };
  };
  const stop = disconnectWhileHidden({ events: { disconnect }, clock, visible, connection });
  return { clock, visible, connection, disconnects, stop };
}

test('a page stays connected while it is visible or needs events, and otherwise for a while', () => {
  assert.equal(connectedForMs({ visible: true, needsEvents: false }), undefined);
  assert.equal(connectedForMs({ visible: false, needsEvents: true }), undefined);
  assert.equal(connectedForMs({ visible: false, needsEvents: false }), HIDDEN_CONNECTED_MS);
});

test('a hidden page disconnects once, after the time', async () => {
  const { clock, visible, disconnects } = aPage();
  await clock.advance(10 * HIDDEN_CONNECTED_MS);
  visible.value = false;
  await clock.advance(HIDDEN_CONNECTED_MS - 1);
  assert.equal(disconnects.length, 0);
  await clock.advance(1);
  await clock.advance(10 * HIDDEN_CONNECTED_MS);
  assert.equal(disconnects.length, 1);
});

test('a page that is visible again in time stays connected, and its next time begins anew', async () => {
  const { clock, visible, disconnects } = aPage();
  for (let time = 0; time < 3; time += 1) {
    visible.value = false;
    await clock.advance(HIDDEN_CONNECTED_MS - 1);
    visible.value = true;
    await clock.advance(1);
  }
  assert.equal(disconnects.length, 0);
});

test('a hidden page that loses its connection does not stay connected for longer', async () => {
  const { clock, visible, connection, disconnects } = aPage();
  visible.value = false;
  await clock.advance(HIDDEN_CONNECTED_MS - 1);
  for (const state of ['waiting', 'connecting', 'live'] as const) connection.value = { state };
  await clock.advance(1);
  assert.equal(disconnects.length, 1);
});

test('a hidden page that connects again, for a publish, disconnects again', async () => {
  const { clock, visible, connection, disconnects } = aPage();
  visible.value = false;
  await clock.advance(HIDDEN_CONNECTED_MS);
  connection.value = { state: 'connecting' };
  await clock.advance(HIDDEN_CONNECTED_MS);
  assert.equal(disconnects.length, 2);
});

test('a page that is closed disconnects no more', async () => {
  const { clock, visible, disconnects, stop } = aPage();
  visible.value = false;
  stop();
  await clock.advance(HIDDEN_CONNECTED_MS);
  assert.equal(disconnects.length, 0);
});
