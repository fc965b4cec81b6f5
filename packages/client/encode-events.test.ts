import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClientError } from './errors.ts';
import { encodeEvents } from './encode-events.ts';

test('each event is written as JSON text', () => {
  assert.deepEqual(encodeEvents([{ a: 1 }, 'hi', 7, null, ['x']]), ['{"a":1}', '"hi"', '7', 'null', '["x"]']);
});

test('hostile and odd text survives as it is', () => {
  const odd = '"\\\n\t<b>","admin":"1\u202e\u0000😀';
  assert.equal(JSON.parse(encodeEvents([odd])[0] ?? ''), odd);
  assert.deepEqual(encodeEvents(['\ud800']), ['"\\ud800"']);
});

test('an event of exactly 240 KB passes, one byte more is refused with both sizes', () => {
  const fits = 'x'.repeat(245_760 - 2);
  assert.equal(encodeEvents([fits])[0]?.length, 245_760);
  assert.throws(() => encodeEvents(['ok', `${fits}x`]), {
    code: 'too-large',
    message: 'Event 1 is 245761 bytes; AppSync takes 245760. Send it in parts.',
  });
});

test('bytes are counted, not characters', () => {
  assert.throws(() => encodeEvents(['é'.repeat(122_880)]), { code: 'too-large' });
});

test('none and more than five events are refused before anything is sent', () => {
  assert.throws(() => encodeEvents([]), {
    code: 'too-large',
    message: 'A publish takes 1 to 5 events; this one has 0.',
  });
  assert.throws(() => encodeEvents([1, 2, 3, 4, 5, 6]), { code: 'too-large' });
});

const circle: { self?: unknown } = {};
circle.self = circle;
const explosive = {
  toJSON() {
    throw new Error('boom');
  },
};

for (const [name, event] of Object.entries({
  undefined,
  function: () => 1,
  symbol: Symbol(),
  bigint: 1n,
  circle,
  explosive,
}))
  test(`an event that is ${name} is refused, since it is no JSON`, () => {
    assert.throws(
      () => encodeEvents([event]),
      (error) => error instanceof ClientError && error.code === 'refused' && /^Event 0 cannot/.test(error.message),
    );
  });
