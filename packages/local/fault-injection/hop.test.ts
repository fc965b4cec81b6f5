// When a rule strikes: the same seed decides the same, and one hop's decisions do not hang on another's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../clock.ts';
import { Faults, type HopName, type Rule } from './index.ts';

/** Which of so many happenings a hop's rules strike. */
function strikes(faults: Faults, hop: HopName, count: number): number[] {
  const site = hop === 'http' ? 'request' : 'call';
  const all = Array.from({ length: count }, (_, index) => index + 1);
  return all.filter(() => faults.hops[hop].strike({ site, subject: 'POST /a' }));
}

function withRules(rules: Rule[], seed = 1, clock = new ManualClock()): Faults {
  const faults = new Faults(clock);
  faults.set(rules, seed);
  return faults;
}

const HALF: Rule = { hop: 'http', fault: 'drop', chance: 0.5 };

test('the same rules with the same seed strike the same; another seed strikes others', () => {
  const first = strikes(withRules([HALF], 42), 'http', 200);
  assert.deepEqual(strikes(withRules([HALF], 42), 'http', 200), first);
  assert.notDeepEqual(strikes(withRules([HALF], 43), 'http', 200), first);
  const faults = withRules([HALF], 42);
  strikes(faults, 'http', 17);
  faults.set([HALF], 42);
  assert.deepEqual(strikes(faults, 'http', 200), first);
});

test('what happens at one hop changes nothing at another', () => {
  const rules: Rule[] = [HALF, { hop: 'destination', fault: 'drop', chance: 0.5 }];
  const alone = strikes(withRules(rules), 'http', 100);
  const mixed = withRules(rules);
  const struck: number[] = [];
  for (let at = 1; at <= 100; at += 1) {
    strikes(mixed, 'destination', at % 3);
    if (strikes(mixed, 'http', 1).length > 0) struck.push(at);
  }
  assert.deepEqual(struck, alone);
});

test('a chance of three in ten strikes three in ten', () => {
  for (const seed of [0, 1, 2, 0xffff_ffff]) {
    const { length } = strikes(withRules([{ ...HALF, chance: 0.3 }], seed), 'http', 10_000);
    assert.ok(length > 2_800 && length < 3_200, `${length} of 10,000 with seed ${seed}`);
  }
  assert.deepEqual(strikes(withRules([{ ...HALF, chance: 0 }]), 'http', 1_000), []);
  assert.equal(strikes(withRules([{ ...HALF, chance: 1 }]), 'http', 1_000).length, 1_000);
});

test('the first so many, each n-th, at most so often, and for so long', () => {
  const { chance: _, ...always } = HALF;
  assert.deepEqual(strikes(withRules([{ ...always, first: 3 }]), 'http', 10), [1, 2, 3]);
  assert.deepEqual(strikes(withRules([{ ...always, every: 3 }]), 'http', 10), [3, 6, 9]);
  assert.deepEqual(strikes(withRules([{ ...always, every: 2, times: 2 }]), 'http', 10), [2, 4]);
  assert.deepEqual(strikes(withRules([always]), 'http', 3), [1, 2, 3]);
  const clock = new ManualClock();
  const faults = withRules([{ ...always, forMs: 1_000 }], 1, clock);
  assert.deepEqual(strikes(faults, 'http', 2), [1, 2]);
  clock.advance(1_000);
  assert.deepEqual(strikes(faults, 'http', 2), []);
});

test('a rule that looks at some requests alone counts only those', () => {
  const { hops } = withRules([{ hop: 'http', fault: 'drop', every: 2, only: 'POST' }]);
  const struck = ['GET /a', 'POST /a', 'GET /a', 'POST /b', 'POST /c', 'POST /d'].filter((subject) =>
    hops.http.strike({ site: 'request', subject }),
  );
  assert.deepEqual(struck, ['POST /b', 'POST /d']);
});

test('of two rules the first one that strikes does, and the other one counts on', () => {
  const faults = withRules([
    { hop: 'http', fault: 'drop', first: 1 },
    { hop: 'http', fault: 'delay', every: 2 },
  ]);
  const struck = [1, 2, 3, 4].map(() => faults.hops.http.strike({ site: 'request', subject: '' })?.fault);
  assert.deepEqual(struck, ['drop', 'delay', undefined, 'delay']);
  assert.deepEqual(
    faults.state.rules.map(({ seen, struck }) => [seen, struck]),
    [
      [4, 1],
      [4, 2],
    ],
  );
});

test('without a rule a hop is not active, and healed it is not any more', () => {
  const faults = withRules([HALF]);
  assert.deepEqual([faults.hops.http.active, faults.hops.table.active], [true, false]);
  faults.clear();
  assert.equal(faults.hops.http.active, false);
});

test('one waits to be passed, and the next one passes', async () => {
  const { hops } = withRules([{ hop: 'http', fault: 'reorder', delayMs: 60_000 }]);
  const done: string[] = [];
  const does = (name: string) =>
    hops.http.around(
      { site: 'request', subject: name },
      {
        call: async () => {
          done.push(name);
        },
      },
    );
  await Promise.all(['a', 'b'].map(does));
  assert.deepEqual(done, ['b', 'a']);
});

test('healing lets go of what waits', async () => {
  const faults = withRules([{ hop: 'http', fault: 'delay', delayMs: 60_000 }]);
  const waits = faults.hops.http.around({ site: 'request', subject: '' }, { call: async () => 'done' });
  faults.clear();
  assert.equal(await waits, 'done');
});

test('ten thousand wait at a hop and no more, so that a flood cannot fill the memory', async () => {
  const faults = withRules([{ hop: 'http', fault: 'delay', delayMs: 60_000 }]);
  let done = 0;
  const call = async () => {
    done += 1;
  };
  const all = Array.from({ length: 10_010 }, () => faults.hops.http.around({ site: 'request', subject: '' }, { call }));
  await Promise.all(all.slice(10_000));
  assert.equal(done, 10);
  faults.clear();
  await Promise.all(all);
  assert.equal(done, 10_010);
});
