import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseResult } from './publish-result.ts';

test('a result tells by index what was taken and what was not', () => {
  const answer = JSON.parse(
    '{"successful":[{"identifier":"a","index":0}],"failed":[{"code":"EventTooLargeException","identifier":"b","index":1,"message":"Transformed event is larger than 240KB"}]}',
  );
  assert.deepEqual(parseResult(answer), {
    successful: [{ identifier: 'a', index: 0 }],
    failed: [
      { code: 'EventTooLargeException', identifier: 'b', index: 1, message: 'Transformed event is larger than 240KB' },
    ],
  });
});

for (const answer of ['{}', '{"successful":1,"failed":"x"}', '{"successful":[null,1,{"index":"0"}],"failed":{}}'])
  test(`an answer that tells nothing (${answer}) is empty lists`, () => {
    assert.deepEqual(parseResult(JSON.parse(answer)), { successful: [], failed: [] });
  });
