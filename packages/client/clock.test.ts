import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from './clock.ts';

test("the machine's clock runs what is due and nothing that was called off", async () => {
  const calledOff = systemClock.after(0, () => assert.fail('called off'));
  calledOff();
  await new Promise<void>((resolve) => systemClock.after(1, resolve));
  assert.ok(Math.abs(systemClock.now() - Date.now()) < 1_000);
});
