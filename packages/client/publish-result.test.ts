import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePublishResult } from './publish-result.ts';

test('a result lists by index the accepted and the failed events', () => {
  const response = JSON.parse(
    '{"successful":[{"identifier":"a","index":0}],"failed":[{"code":"EventTooLargeException","identifier":"b","index":1,"message":"Transformed event is larger than 240KB"}]}',
  );
  assert.deepEqual(parsePublishResult(response), {
    successful: [{ identifier: 'a', index: 0 }],
    failed: [
      { code: 'EventTooLargeException', identifier: 'b', index: 1, message: 'Transformed event is larger than 240KB' },
    ],
  });
});

for (const response of ['{}', '{"successful":1,"failed":"x"}', '{"successful":[null,1,{"index":"0"}],"failed":{}}'])
  test(`a response without usable entries (${response}) gives empty lists`, () => {
    assert.deepEqual(parsePublishResult(JSON.parse(response)), { successful: [], failed: [] });
  });
