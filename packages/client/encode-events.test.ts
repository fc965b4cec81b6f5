import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeEvents } from './encode-events.ts';
import { ClientError } from './errors.ts';

test('each event is serialized as JSON text', () => {
  assert.deepEqual(encodeEvents([{ a: 1 }, 'hi', 7, null, ['x']]), ['{"a":1}', '"hi"', '7', 'null', '["x"]']);
});

test('hostile and unusual text is preserved', () => {
  const odd = '"\\\n\t<b>","admin":"1\u202e\u0000😀';
  assert.equal(JSON.parse(encodeEvents([odd])[0] ?? ''), odd);
  assert.deepEqual(encodeEvents(['\ud800']), ['"\\ud800"']);
});

test('an event of exactly 240 KB is accepted, one byte more is refused with both sizes', () => {
  const fits = 'x'.repeat(245_760 - 2);
  assert.equal(encodeEvents([fits])[0]?.length, 245_760);
  assert.throws(() => encodeEvents(['ok', `${fits}x`]), {
    code: 'too-large',
    message: 'Event 1 is 245761 bytes; AppSync takes 245760. Send it in parts.',
  });
});

test('the limit counts bytes, not characters', () => {
  assert.throws(() => encodeEvents(['é'.repeat(122_880)]), { code: 'too-large' });
});

test('zero events and more than five are refused before anything is sent', () => {
  assert.throws(() => encodeEvents([]), {
    code: 'too-large',
    message: 'A publish takes 1 to 5 events; this one has 0.',
  });
  assert.throws(() => encodeEvents([1, 2, 3, 4, 5, 6]), { code: 'too-large' });
});

const circular: { self?: unknown } = {};
circular.self = circular;
const throwing = {
  toJSON() {
    throw new Error('boom');
  },
};

for (const [name, event] of Object.entries({
  undefined,
  function: () => 1,
  symbol: Symbol(),
  bigint: 1n,
  circular,
  throwing,
}))
  test(`an event that is ${name} is refused, since it has no JSON form`, () => {
    assert.throws(
      () => encodeEvents([event]),
      (error) => error instanceof ClientError && error.code === 'refused' && /^Event 0 cannot/.test(error.message),
    );
  });
