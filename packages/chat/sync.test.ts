// The bodies of sync and of read cursors, and the signal of a read cursor.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseReadCursorSignal, parseSyncQuery, SYNC_CHANNELS_MAX, userPath } from './index.ts';

function channels(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`channel-${index}`, index]));
}

test('a sync names the last known seq of each channel', () => {
  const { channels: asked } = parseSyncQuery({ channels: { general: 12, random: 0 } });
  assert.deepEqual(
    [...asked],
    [
      ['general', 12],
      ['random', 0],
    ],
  );
  assert.deepEqual([...parseSyncQuery({ channels: {} }).channels], []);
});

test('a sync has a limit of channels', () => {
  assert.equal(parseSyncQuery({ channels: channels(SYNC_CHANNELS_MAX) }).channels.size, SYNC_CHANNELS_MAX);
  assert.throws(() => parseSyncQuery({ channels: channels(SYNC_CHANNELS_MAX + 1) }), /451 channels.* 450\./);
});

test('an invalid sync is rejected', () => {
  for (const body of [null, undefined, 7, 'x', [], {}, { channels: null }, { channels: 'x' }, { channels: [1] }])
    assert.throws(() => parseSyncQuery(body), { code: 'bad-request', message: /"channels"/ });
  for (const seq of [-1, 1.5, Number.NaN, 2 ** 53, '1', null, {}, [1], true])
    assert.throws(() => parseSyncQuery({ channels: { general: seq } }), {
      code: 'bad-request',
      message: /general: the last known seq/,
    });
  for (const name of ['', 'A', 'a/b', '*', 'x'.repeat(51), '#general'])
    assert.throws(() => parseSyncQuery({ channels: { [name]: 1 } }), { code: 'bad-channel' });
  const proto = JSON.parse('{ "channels": { "__proto__": 1 } }');
  assert.throws(() => parseSyncQuery(proto), { code: 'bad-channel' });
});

test('an error does not repeat a long name', () => {
  assert.throws(
    () => parseSyncQuery({ channels: { ['x'.repeat(10_000)]: -1 } }),
    (error: Error) => error.message.length < 200,
  );
});

test('the devices of a user exchange read cursors on a path of their own', () => {
  assert.equal(userPath('11111111-1111-4111-8111-111111111111'), '/signals/users/11111111-1111-4111-8111-111111111111');
  const signal = { kind: 'read', channel: 'general', readSeq: 7, readCount: 5 };
  assert.deepEqual(parseReadCursorSignal({ ...signal, more: 1 }), signal);
  assert.deepEqual(parseReadCursorSignal({ ...signal, readVersion: 2 }), { ...signal, readVersion: 2 });
  for (const bad of [
    null,
    7,
    {},
    { ...signal, kind: 'typing' },
    { ...signal, channel: 7 },
    { ...signal, readSeq: '7' },
  ])
    assert.throws(() => parseReadCursorSignal(bad), /read signal/);
  for (const readCount of [undefined, Number.NaN, 1.5])
    assert.throws(() => parseReadCursorSignal({ ...signal, readCount }), /read signal/);
});
