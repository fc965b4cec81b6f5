import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import test from 'node:test';
import { matches } from '@parley/wire';
import { Outbox, Turn } from '../websocket/socket-writer.ts';
import { type Subscription, Subscriptions, subscription } from './subscriptions.ts';

const outbox = new Outbox(new PassThrough(), new Turn());
const heads = (all: Subscriptions, channel: string) =>
  all
    .hearing(channel)
    .flatMap(({ members }) => members.map(({ head }) => head))
    .sort();

test('a channel is heard by its own subscriptions and by every wildcard above it', () => {
  const all = new Subscriptions();
  for (const path of ['/a/b', '/a/*', '/a/b/*', '/a/c', '/b/*'])
    all.add(subscription(path.replaceAll('/', '-'), path, outbox));
  assert.deepEqual(heads(all, '/a/b'), ['{"id":"-a-*",', '{"id":"-a-b",']);
  assert.deepEqual(heads(all, '/a/b/c/d'), ['{"id":"-a-*",', '{"id":"-a-b-*",']);
  assert.deepEqual(heads(all, '/a'), []);
});

test('the index finds what the grammar says, whatever joined and left before', () => {
  const all = new Subscriptions();
  const paths = ['/a', '/a/b', '/a/b/c', '/a/*', '/a/b/*', '/b/*', '/b/a'];
  const joined: Subscription[] = [];
  // A fixed sequence that looks like chance: a linear congruence.
  let chance = 7;
  for (let step = 0; step < 500; step++) {
    chance = (chance * 1103515245 + 12345) % 2147483648;
    const path = paths[chance % paths.length] ?? '';
    if (chance % 3 === 0 && joined.length > 0) {
      const [left] = joined.splice(chance % joined.length, 1);
      if (left) all.delete(left);
    } else {
      const made = subscription(`s${step}`, path, outbox);
      joined.push(made);
      all.add(made);
    }
  }
  for (const channel of ['/a', '/a/b', '/a/b/c', '/a/b/c/d', '/b/a', '/c']) {
    const expected = joined.filter(({ path }) => matches(path, channel)).map(({ head }) => head);
    assert.deepEqual(heads(all, channel), expected.sort(), channel);
  }
});
