import assert from 'node:assert/strict';
import test from 'node:test';
import { encodeResult } from './publish.ts';

test('the answer to a publish says of each event what became of it, whatever words a handler had for it', () => {
  const successful = [
    { identifier: 'f3b1a6c0-0000-4000-8000-000000000000', index: 0 },
    { identifier: 'f3b1a6c0-0000-4000-8000-000000000002', index: 2 },
  ];
  const failed = [
    { code: 'X', identifier: 'f3b1a6c0-0000-4000-8000-000000000001', index: 1, message: '"\\ é\n\u2028' },
  ];
  for (const result of [
    { failed: [], successful: [] },
    { failed: [], successful },
    { failed, successful },
    { failed, successful: [] },
  ])
    assert.equal(encodeResult(result), JSON.stringify(result));
});
