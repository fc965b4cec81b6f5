// Hops: the same seed makes the same decisions, and the decisions of one hop do not depend on another hop.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../clock.ts';
import { FaultInjection, type HopName, type Rule, withFaults } from './index.ts';

/** The ordinals of those of `count` operations that the rules of a hop hit. */
function hits(faults: FaultInjection, hop: HopName, count: number): number[] {
  const site = hop === 'http' ? 'request' : 'call';
  const all = Array.from({ length: count }, (_, index) => index + 1);
  return all.filter(() => faults.hops[hop].nextFault({ site, subject: 'POST /a' }));
}

function withRules(rules: Rule[], seed = 1, clock = new ManualClock()): FaultInjection {
  const faults = new FaultInjection(clock);
  faults.set(rules, seed);
  return faults;
}

const HALF: Rule = { hop: 'http', fault: 'drop', chance: 0.5 };

test('the same rules with the same seed hit the same operations; another seed hits others', () => {
  const first = hits(withRules([HALF], 42), 'http', 200);
  assert.deepEqual(hits(withRules([HALF], 42), 'http', 200), first);
  assert.notDeepEqual(hits(withRules([HALF], 43), 'http', 200), first);
  const faults = withRules([HALF], 42);
  hits(faults, 'http', 17);
  faults.set([HALF], 42);
  assert.deepEqual(hits(faults, 'http', 200), first);
});

test('operations at one hop do not change the decisions at another', () => {
  const rules: Rule[] = [HALF, { hop: 'destination', fault: 'drop', chance: 0.5 }];
  const alone = hits(withRules(rules), 'http', 100);
  const mixed = withRules(rules);
  const hit: number[] = [];
  for (let at = 1; at <= 100; at += 1) {
    hits(mixed, 'destination', at % 3);
    if (hits(mixed, 'http', 1).length > 0) hit.push(at);
  }
  assert.deepEqual(hit, alone);
});

test('a chance of 0.3 hits three operations in ten', () => {
  for (const seed of [0, 1, 2, 0xffff_ffff]) {
    const { length } = hits(withRules([{ ...HALF, chance: 0.3 }], seed), 'http', 10_000);
    assert.ok(length > 2_800 && length < 3_200, `${length} of 10,000 with seed ${seed}`);
  }
  assert.deepEqual(hits(withRules([{ ...HALF, chance: 0 }]), 'http', 1_000), []);
  assert.equal(hits(withRules([{ ...HALF, chance: 1 }]), 'http', 1_000).length, 1_000);
});

test('first, every, times and forMs limit when a rule applies', () => {
  const { chance: _, ...always } = HALF;
  assert.deepEqual(hits(withRules([{ ...always, first: 3 }]), 'http', 10), [1, 2, 3]);
  assert.deepEqual(hits(withRules([{ ...always, every: 3 }]), 'http', 10), [3, 6, 9]);
  assert.deepEqual(hits(withRules([{ ...always, every: 2, times: 2 }]), 'http', 10), [2, 4]);
  assert.deepEqual(hits(withRules([always]), 'http', 3), [1, 2, 3]);
  const clock = new ManualClock();
  const faults = withRules([{ ...always, forMs: 1_000 }], 1, clock);
  assert.deepEqual(hits(faults, 'http', 2), [1, 2]);
  clock.advance(1_000);
  assert.deepEqual(hits(faults, 'http', 2), []);
});

test('a rule with `only` counts only the requests that it matches', () => {
  const { hops } = withRules([{ hop: 'http', fault: 'drop', every: 2, only: 'POST' }]);
  const hit = ['GET /a', 'POST /a', 'GET /a', 'POST /b', 'POST /c', 'POST /d'].filter((subject) =>
    hops.http.nextFault({ site: 'request', subject }),
  );
  assert.deepEqual(hit, ['POST /b', 'POST /d']);
});

test('of two rules the first one that applies is used, and the other one keeps counting', () => {
  const faults = withRules([
    { hop: 'http', fault: 'drop', first: 1 },
    { hop: 'http', fault: 'delay', every: 2 },
  ]);
  const hit = [1, 2, 3, 4].map(() => faults.hops.http.nextFault({ site: 'request', subject: '' })?.fault);
  assert.deepEqual(hit, ['drop', 'delay', undefined, 'delay']);
  assert.deepEqual(
    faults.state.rules.map(({ matched, injected }) => [matched, injected]),
    [
      [4, 1],
      [4, 2],
    ],
  );
});

test('a hop is active only while it has a rule', () => {
  const faults = withRules([HALF]);
  assert.deepEqual([faults.hops.http.active, faults.hops.table.active], [true, false]);
  faults.clear();
  assert.equal(faults.hops.http.active, false);
});

test('reorder makes one operation wait until the next one has passed', async () => {
  const { hops } = withRules([{ hop: 'http', fault: 'reorder', delayMs: 60_000 }]);
  const done: string[] = [];
  const call = (name: string) =>
    withFaults({ hop: hops.http, site: 'request', subject: name }, async () => {
      done.push(name);
    });
  await Promise.all(['a', 'b'].map(call));
  assert.deepEqual(done, ['b', 'a']);
});

test('clearing the rules ends every wait', async () => {
  const faults = withRules([{ hop: 'http', fault: 'delay', delayMs: 60_000 }]);
  const delayed = withFaults({ hop: faults.hops.http, site: 'request', subject: '' }, async () => 'done');
  faults.clear();
  assert.equal(await delayed, 'done');
});

test('at most ten thousand operations wait at a hop, so that a flood cannot fill the memory', async () => {
  const faults = withRules([{ hop: 'http', fault: 'delay', delayMs: 60_000 }]);
  let done = 0;
  const call = async () => {
    done += 1;
  };
  const all = Array.from({ length: 10_010 }, () =>
    withFaults({ hop: faults.hops.http, site: 'request', subject: '' }, call),
  );
  await Promise.all(all.slice(10_000));
  assert.equal(done, 10);
  faults.clear();
  await Promise.all(all);
  assert.equal(done, 10_010);
});
