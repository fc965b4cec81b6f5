import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import { InvocationOrder } from './invocation-order.ts';

const MANY = 100;

/** An order of environments that are named by letters. */
function newOrder() {
  const order = new InvocationOrder<{ name: string; alive: boolean }>();
  const [a, b] = [
    { name: 'a', alive: true },
    { name: 'b', alive: true },
  ];
  const beginning = (path: string | undefined, idle: (typeof a)[], { waitedMs = 0, waiting = 1 } = {}) => {
    const found = order.beginningOf({ path, sinceMs: 0 }, { idle, waiting, nowMs: waitedMs });
    return found && (found.environment === 'new' ? 'new' : found.environment.name);
  };
  return { order, a, b, beginning };
}

test('the invocations of a path run one after another, in the environment that served it last', () => {
  const { order, a, b, beginning } = newOrder();
  order.begin(a, '/one');
  assert.equal(beginning('/one', [b], { waitedMs: 10_000, waiting: MANY }), undefined);
  order.end(a);
  assert.equal(beginning('/one', [a, b]), 'a');
});

test('invocations of several paths run side by side, as many as there are processors', {
  skip: availableParallelism() < 2,
}, () => {
  const { order, a, b, beginning } = newOrder();
  order.begin(a, '/one');
  assert.equal(beginning('/two', [b]), 'b');
  for (let used = 1; used < availableParallelism(); used++) order.begin({ name: `${used}`, alive: true }, `/${used}`);
  assert.equal(order.hasRoom, false);
  assert.equal(beginning('/two', [b]), undefined);
});

test('an invocation takes another environment after a while, when its own works for another path', () => {
  const { order, a, b, beginning } = newOrder();
  order.begin(a, '/one');
  order.end(a);
  order.begin(a, '/two');
  assert.equal(beginning('/one', [b], { waitedMs: 19 }), undefined);
  assert.equal(beginning('/one', [b], { waitedMs: 20 }), 'b');
});

test('an invocation without a path runs alone, or beside others after a while', () => {
  const { order, a, b, beginning } = newOrder();
  assert.equal(beginning(undefined, [a]), 'a');
  order.begin(a, '/one');
  assert.equal(beginning(undefined, [b], { waitedMs: 19 }), undefined);
  assert.equal(beginning(undefined, [b], { waitedMs: 20 }), 'b');
});

test('the code is loaded once more only when nothing works, or when many have waited for long', () => {
  const { order, a, beginning } = newOrder();
  assert.equal(beginning('/one', []), 'new');
  order.begin(a, '/one');
  assert.equal(beginning('/two', [], { waitedMs: 49, waiting: MANY }), undefined);
  assert.equal(beginning('/two', [], { waitedMs: 50, waiting: 7 }), undefined);
  assert.equal(beginning('/two', [], { waitedMs: 50, waiting: 8 }), 'new');
});

test('an environment that has ended serves its paths no more', () => {
  const { order, a, b, beginning } = newOrder();
  order.begin(a, '/one');
  order.end(a);
  a.alive = false;
  assert.equal(beginning('/one', [b]), 'b');
});
