// `vitest run`: the stack of template.yaml runs inside the test.
import { type Engine, startEngine } from 'parley-local';
import { afterAll, beforeAll, expect, test } from 'vitest';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine({ assembly: 'template.yaml' });
});
afterAll(() => engine.stop());

test('an order is broadcast with its total', async () => {
  const broadcast: unknown[] = [];
  engine.onPublished(({ channel, events }) => broadcast.push([channel, ...events.map((event) => JSON.parse(event))]));

  const { Http = '', Key = '' } = engine.outputs;
  const body = JSON.stringify({ channel: '/orders/table-4', events: [JSON.stringify({ prices: [7, 12] })] });
  await fetch(Http, { method: 'POST', headers: { 'x-api-key': Key }, body });

  expect(broadcast).toEqual([['/orders/table-4', { prices: [7, 12], total: 19 }]]);
});
