// Fault rules: invalid input is rejected with its position and with what to give instead.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../clock.ts';
import { parseRules, RULES_MAX, type Rule } from './fault-rules.ts';
import { FAULT_CATALOG, FAULTS, FaultInjection, HOPS } from './index.ts';

function rejection(input: unknown): string {
  try {
    parseRules(input);
  } catch (error) {
    assert.equal((error as { code?: string }).code, 'bad-fault');
    return (error as Error).message;
  }
  throw new Error(`${JSON.stringify(input)} was accepted.`);
}

test('every fault of every hop is either accepted, or rejected by name with a reason', () => {
  for (const hop of HOPS)
    for (const fault of FAULTS) {
      const { faults, unsupported } = FAULT_CATALOG[hop];
      assert.ok(!(faults[fault] && unsupported[fault]), `${fault} at ${hop} is both`);
      if (faults[fault]) assert.deepEqual(parseRules([{ hop, fault }]), [{ hop, fault }]);
      else assert.match(rejection([{ hop, fault }]), new RegExp(`^Rule 1: ${fault} is not possible at ${hop}: .+\\.$`));
    }
});

test('each usual network fault has an effect, or a reason against it, at every hop', () => {
  for (const hop of HOPS)
    for (const fault of ['drop', 'delay', 'duplicate', 'reorder', 'error', 'crash'] as const) {
      const { faults, unsupported } = FAULT_CATALOG[hop];
      const isCut = hop === 'socket' && fault === 'crash' && unsupported.crash;
      assert.ok(faults[fault]?.effect ?? unsupported[fault] ?? isCut, `${fault} at ${hop}`);
    }
});

test('an invalid rule is rejected with its position and with what to give instead', () => {
  const http = { hop: 'http', fault: 'drop' };
  const cases: [input: unknown, message: RegExp][] = [
    ['drop', /^The rules are not a list/],
    [[null], /^Rule 1 is null\. Give an object/],
    [[http, { hop: 'moon', fault: 'drop' }], /^Rule 2: hop is "moon"\. Give one of http, handler, /],
    [[{ hop: 'http', fault: 'sulk' }], /^Rule 1: fault is "sulk"\. Give one of drop, /],
    [[{ ...http, chanse: 1 }], /^Rule 1 has a field "chanse"\. A rule has: hop, fault, /],
    [[{ ...http, chance: 1.5 }], /chance is 1\.5\. Give a number from 0 to 1\./],
    [[{ ...http, chance: Number.NaN }], /chance is null/],
    [[{ ...http, chance: 0.5, every: 2 }], /^Rule 1 has chance and every\. Give one of them/],
    [[{ ...http, first: 0 }], /first is 0\. Give a whole number from 1 to 1000000\./],
    [[{ ...http, times: 1.5 }], /times is 1\.5/],
    [[{ ...http, forMs: -1 }], /forMs is -1/],
    [[{ ...http, only: '' }], /only is ""\. Give a string of 1 to 200 characters\./],
    [[{ ...http, delayMs: 10 }], /has delayMs, but drop does not wait/],
    [
      [{ hop: 'http', fault: 'delay', delayMs: 86_400_000 }],
      /delayMs is 86400000\. Give a whole number from 1 to 60000/,
    ],
    [[{ ...http, status: 503 }], /drop at http takes no status/],
    [[{ hop: 'http', fault: 'error', status: 200 }], /status is 200\. Give one of 503, 500, 429, 502, 504\./],
    [[{ hop: 'table', fault: 'error', error: 'Boo' }], /error is "Boo"\. Give one of InternalServerError, /],
    [[{ hop: 'http', fault: 'error', retryAfterSeconds: 1 }], /only error at destination takes retryAfterSeconds/],
    [Array.from({ length: RULES_MAX + 1 }, () => http), /^51 rules are too many: at most 50\./],
    [[JSON.parse('{"hop":"__proto__","fault":"drop"}')], /hop is "__proto__"/],
  ];
  for (const [input, message] of cases) assert.match(rejection(input), message);
});

test('an invalid rule leaves the rules in force unchanged', () => {
  const faults = new FaultInjection(systemClock);
  const rules: Rule[] = [{ hop: 'http', fault: 'drop' }];
  faults.set(rules, 7);
  assert.throws(() => faults.set([{ hop: 'http', fault: 'silent' }], 8), { code: 'bad-fault' });
  assert.throws(() => faults.set(rules, -1), {
    message: /^The seed is -1\. Give a whole number from 0 to 4294967295\.$/,
  });
  assert.deepEqual(faults.state, { seed: 7, rules: [{ hop: 'http', fault: 'drop', matched: 0, injected: 0 }] });
});
