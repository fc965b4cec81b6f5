import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import test from 'node:test';
import { matches } from '@parley/wire';
import { FlushScheduler } from '../websocket/flush-scheduler.ts';
import { SocketWriter } from '../websocket/socket-writer.ts';
import { createSubscription, type Subscription, Subscriptions } from './subscriptions.ts';

const writer = new SocketWriter(new PassThrough(), new FlushScheduler());
const heads = (all: Subscriptions, channel: string) =>
  all
    .matching(channel)
    .flatMap(({ subscriptions }) => subscriptions.map(({ head }) => head))
    .sort();

test('a channel matches its own subscriptions and every wildcard above it', () => {
  const all = new Subscriptions();
  for (const path of ['/a/b', '/a/*', '/a/b/*', '/a/c', '/b/*'])
    all.add(createSubscription(path.replaceAll('/', '-'), path, writer));
  assert.deepEqual(heads(all, '/a/b'), ['{"id":"-a-*",', '{"id":"-a-b",']);
  assert.deepEqual(heads(all, '/a/b/c/d'), ['{"id":"-a-*",', '{"id":"-a-b-*",']);
  assert.deepEqual(heads(all, '/a'), []);
});

test('the index agrees with the grammar, whatever was added and deleted before', () => {
  const all = new Subscriptions();
  const paths = ['/a', '/a/b', '/a/b/c', '/a/*', '/a/b/*', '/b/*', '/b/a'];
  const added: Subscription[] = [];
  // A fixed pseudo-random sequence: a linear congruential generator.
  let random = 7;
  for (let step = 0; step < 500; step++) {
    random = (random * 1103515245 + 12345) % 2147483648;
    const path = paths[random % paths.length] ?? '';
    if (random % 3 === 0 && added.length > 0) {
      const [deleted] = added.splice(random % added.length, 1);
      if (deleted) all.delete(deleted);
    } else {
      const subscription = createSubscription(`s${step}`, path, writer);
      added.push(subscription);
      all.add(subscription);
    }
  }
  for (const channel of ['/a', '/a/b', '/a/b/c', '/a/b/c/d', '/b/a', '/c']) {
    const expected = added.filter(({ path }) => matches(path, channel)).map(({ head }) => head);
    assert.deepEqual(heads(all, channel), expected.sort(), channel);
  }
});
