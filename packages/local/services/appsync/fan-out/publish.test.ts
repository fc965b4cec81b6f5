import assert from 'node:assert/strict';
import test from 'node:test';
import { encodeResult } from './publish.ts';

test('the result of a publish reports on each event, whatever the error text of a handler', () => {
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
