// Which of the replaced texts of a message are stored.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VERSIONS_MAX, versionSlot } from './index.ts';

test('the original text and the newest replaced ones are kept', () => {
  const stored = new Map<number, number>();
  for (let edit = 0; edit < 25; edit += 1) stored.set(versionSlot(edit), edit);
  assert.deepEqual(
    [...stored.values()].toSorted((one, other) => one - other),
    [0, 16, 17, 18, 19, 20, 21, 22, 23, 24],
  );
  assert.deepEqual(
    [...stored.keys()].toSorted((one, other) => one - other),
    [...Array(VERSIONS_MAX).keys()],
  );
});
