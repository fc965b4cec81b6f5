import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { FlushScheduler } from './flush-scheduler.ts';

/** A scheduler, what it wrote, and the end of a turn, with a clock that stands still. */
function start(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout', 'setImmediate'] });
  t.mock.method(performance, 'now', () => 0);
  const scheduler = new FlushScheduler();
  const written: string[] = [];
  const broadcast = (name: string) => {
    scheduler.countBroadcast();
    scheduler.addBatch({ announce: () => {}, run: () => void written.push(name) });
  };
  const respond = (name: string) => scheduler.add({ flush: () => void written.push(name) });
  const endTurn = () => {
    t.mock.timers.tick(0);
    return written.splice(0);
  };
  return { broadcast, respond, endTurn, pass: (ms: number) => t.mock.timers.tick(ms) };
}

test('a broadcast leaves at the end of its turn, and so does the next one', (t) => {
  const { broadcast, endTurn } = start(t);
  for (const name of ['first', 'second', 'third']) {
    broadcast(name);
    assert.deepEqual(endTurn(), [name]);
  }
});

test('after a turn with two broadcasts the next ones leave together, ten milliseconds after these', (t) => {
  const { broadcast, endTurn, pass } = start(t);
  broadcast('1');
  broadcast('2');
  assert.deepEqual(endTurn(), ['1', '2']);
  broadcast('3');
  assert.deepEqual(endTurn(), []);
  broadcast('4');
  pass(9);
  assert.deepEqual(endTurn(), []);
  pass(1);
  assert.deepEqual(endTurn(), ['3', '4']);
});

test('a single broadcast within ten milliseconds ends the gathering, and so does none', (t) => {
  for (const gathered of [['3'], []]) {
    const { broadcast, endTurn, pass } = start(t);
    broadcast('1');
    broadcast('2');
    endTurn();
    for (const name of gathered) broadcast(name);
    pass(10);
    assert.deepEqual(endTurn(), gathered);
    broadcast('next');
    assert.deepEqual(endTurn(), ['next']);
    t.mock.timers.reset();
    t.mock.restoreAll();
  }
});

test('a response leaves at the end of its turn, even while broadcasts are gathered', (t) => {
  const { broadcast, respond, endTurn, pass } = start(t);
  broadcast('1');
  broadcast('2');
  endTurn();
  broadcast('3');
  respond('response');
  assert.deepEqual(endTurn(), ['response']);
  pass(10);
  assert.deepEqual(endTurn(), ['3']);
});
