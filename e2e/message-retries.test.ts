// Faults on the path of a message to the log: the response is true, and a retry is always correct.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { newId } from '@parley/chat';
import { type Rule, startEngine } from '@parley/local';
import { makeAssembly } from '../harness/assembly.ts';
import { TestUser } from '../harness/test-user.ts';

/** Faults that affect every attempt of a function, so that its own retries do not hide them. */
const WRITE = { hop: 'table', only: 'PutItem' } as const;
const CALL = { hop: 'handler', only: 'HttpPost' } as const;
const POST = { hop: 'http', only: 'POST' } as const;
const RULES: readonly Rule[] = [
  { ...WRITE, fault: 'error', error: 'ProvisionedThroughputExceededException' },
  { ...WRITE, fault: 'error', error: 'ThrottlingException' },
  { ...WRITE, fault: 'error' },
  { ...WRITE, fault: 'error-after' },
  { ...WRITE, fault: 'lose-answer' },
  { ...WRITE, fault: 'conflict' },
  { ...CALL, fault: 'error' },
  { ...CALL, fault: 'error', error: 'TooManyRequestsException' },
  { ...CALL, fault: 'crash' },
  { ...CALL, fault: 'crash-after' },
  { ...CALL, fault: 'hang' },
  { ...CALL, fault: 'duplicate' },
  { ...POST, fault: 'drop' },
  { ...POST, fault: 'lose-answer' },
  { ...POST, fault: 'duplicate' },
  { ...POST, fault: 'error', status: 429 },
];

test('after any fault before the response a message is stored once or not at all, and the retry tells which', async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'parley-retries-'));
  t.after(() => rmSync(data, { recursive: true, force: true }));
  const { folder } = await makeAssembly(false);
  await using engine = await startEngine({ assembly: folder, data });
  const { Page = '', Api = '', EventsHttp = '', EventsRealtime = '', Issuer = '' } = engine.outputs;
  const addresses = {
    page: Page,
    api: Api,
    eventsHttp: EventsHttp,
    eventsRealtime: EventsRealtime,
    issuer: Issuer,
    breakTheNetwork: engine.origin,
    outputs: engine.outputs,
    startedInMs: 0,
  };
  const ann = await TestUser.signsIn({ addresses }, 'ann');
  const channel = await ann.createsChannel();
  await ann.says(channel, 'without a fault');
  for (const rule of RULES) {
    const name = [rule.hop, rule.fault, rule.error].filter(Boolean).join(' ');
    const id = newId();
    engine.faults.set([rule], 1);
    const path = `/channels/${channel}/messages`;
    const first = await ann.requests('POST', path, { id, after: 0, message: name }).catch(() => undefined);
    assert.ok((engine.faults.state.rules[0]?.injected ?? 0) > 0, `${name}: the fault was not injected`);
    engine.faults.clear();
    const was = (await ann.readsAll(channel)).find((entry) => entry.id === id);
    if (first && first.status < 300) assert.ok(was, `${name}: acknowledged, and not stored`);
    else assert.ok(!first || [429, 500, 503].includes(first.status), `${name}: the response is ${first?.status}`);
    const second = await ann.says(channel, name, id);
    assert.equal(second.status, was ? 200 : 201, name);
    if (was) assert.equal(second.body.seq, was.seq, name);
    t.diagnostic(`${name}: ${first?.status ?? 'no response'}, ${was ? 'stored' : 'not stored'}, then ${second.status}`);
  }
  const entries = await ann.readsAll(channel);
  assert.deepEqual(
    entries.map(({ seq }) => seq),
    Array.from({ length: RULES.length + 1 }, (_, index) => index + 1),
    'no gap and no duplicate',
  );
});
