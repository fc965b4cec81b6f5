import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from './clock.ts';

test('the system clock runs due timers and no cancelled timer', async () => {
  const cancel = systemClock.after(0, () => assert.fail('a cancelled timer ran'));
  cancel();
  await new Promise<void>((resolve) => systemClock.after(1, resolve));
  assert.ok(Math.abs(systemClock.now() - Date.now()) < 1_000);
});
