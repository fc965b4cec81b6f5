// Random WebSocket frames for the AppSync Events protocol: valid ones with wrong fields, invalid JSON, and bytes.
import fc from 'fast-check';
import { hostileText } from './random-texts.ts';

const TYPES = ['connection_init', 'subscribe', 'unsubscribe', 'publish', 'ka', 'data', 'error', 'connection_ack', ''];
const FIELDS = ['type', 'id', 'channel', 'events', 'authorization', 'payload', '__proto__', 'x'];

/** One frame: a text, or bytes for a binary frame. `paths` are channel paths that exist. */
export function randomFrame(paths: readonly string[], authorization: unknown): fc.Arbitrary<string | Buffer> {
  const text = fc.oneof(fc.constantFrom('1', 'general', ...TYPES, ...paths), hostileText(2_000));
  const value = fc.oneof(
    { weight: 4, arbitrary: text },
    { weight: 2, arbitrary: fc.constant(authorization) },
    {
      weight: 2,
      arbitrary: fc.array(
        text.map((one) => JSON.stringify(one)),
        { maxLength: 7 },
      ),
    },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  );
  const valid = fc.record(
    {
      type: fc.constantFrom(...TYPES),
      id: fc.oneof(fc.string({ maxLength: 140 }), fc.nat(20).map(String)),
      channel: fc.oneof(fc.constantFrom(...paths), text),
      events: fc.array(
        text.map((one) => JSON.stringify(one)),
        { maxLength: 7 },
      ),
      authorization: fc.oneof(fc.constant(authorization), value),
    },
    { requiredKeys: ['type'] },
  );
  const fields = fc.uniqueArray(fc.tuple(fc.constantFrom(...FIELDS), value), {
    selector: ([name]) => name,
    maxLength: 5,
  });
  return fc.oneof(
    { weight: 6, arbitrary: valid.map((frame) => JSON.stringify(frame)) },
    { weight: 2, arbitrary: fields.map((entries) => JSON.stringify(Object.fromEntries(entries))) },
    { weight: 2, arbitrary: text },
    { weight: 1, arbitrary: fc.nat(3_000).map((depth) => '{"a":'.repeat(depth)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
  );
}
