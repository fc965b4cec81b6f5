// `node --test`: the stack of template.yaml runs inside the test.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startEngine } from 'parley-local';

test('an order is broadcast with its total', async (t) => {
  const engine = await startEngine({ assembly: 'template.yaml' });
  t.after(() => engine.stop());
  const broadcast = [];
  engine.onPublished(({ channel, events }) => broadcast.push([channel, ...events.map((event) => JSON.parse(event))]));

  const event = JSON.stringify({ prices: [7, 12] });
  const body = JSON.stringify({ channel: '/orders/table-4', events: [event] });
  await fetch(engine.outputs.Http, { method: 'POST', headers: { 'x-api-key': engine.outputs.Key }, body });

  assert.deepEqual(broadcast, [['/orders/table-4', { prices: [7, 12], total: 19 }]]);
});
