// Two warm functions on one channel, one of which has cached a head of the log that is outdated.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '@parley/chat';
import type { Posts } from '../../packages/cloud/messages/post.ts';
import { withDeterministicGlobals } from '../determinism/deterministic-globals.ts';
import { Lifetime } from '../determinism/lifetime.ts';
import { RunContext } from '../determinism/run-context.ts';
import { DocumentClient } from './document-client.ts';
import { servicesOf } from './function-routes.ts';
import { Machine } from './machine.ts';
import { TABLES } from './table-names.ts';

// A function that has written twice in a row caches the head of the channel.
const ANN = { userId: 'sub-ann', requestedName: 'ann', groups: [] };

type Scenario = (functions: {
  one: Posts;
  other: Posts;
  settle: <Result>(work: Promise<Result>) => Promise<Result>;
}) => Promise<void>;

/** Runs a scenario with two functions on the same tables, without faults; `settle` completes their work. */
function withTwoFunctions(scenario: Scenario): Promise<void> {
  const context = new RunContext(1);
  context.faults.stopped = true;
  const { clock } = context;
  const machine = new Machine(context, async () => []);
  const settle = async <Result>(work: Promise<Result>): Promise<Result> => {
    await clock.runTo(clock.now() + 5_000);
    return work;
  };
  const newPosts = () => {
    const lifetime = new Lifetime(clock);
    const client = new DocumentClient(context, machine, lifetime, () => undefined);
    const wait = (ms: number) => new Promise<void>((resolve) => lifetime.after(ms, resolve));
    return servicesOf(client, TABLES, { now: () => lifetime.now(), random: () => 0.5, wait }).posts;
  };
  return withDeterministicGlobals(clock, context.random, async () => {
    await settle(machine.start());
    await scenario({ one: newPosts(), other: newPosts(), settle });
  });
}

const says = (message: string) => ({ id: newId(), kind: 'message' as const, message });
const edits = (target: number, message: string) => ({ id: newId(), kind: 'edit' as const, target, message });

test('a message is edited through a function whose cached head is older', () =>
  withTwoFunctions(async ({ one, other, settle }) => {
    for (const text of ['first', 'second']) await settle(one.create('general', says(text), ANN));
    await settle(other.create('general', says('third'), ANN));
    const { entry } = await settle(one.create('general', edits(3, 'changed'), ANN));
    assert.equal(entry.seq, 4);
  }));

test('a message is edited again through a function whose cached head is older than the first edit', () =>
  withTwoFunctions(async ({ one, other, settle }) => {
    for (const text of ['first', 'second']) await settle(one.create('general', says(text), ANN));
    await settle(other.create('general', edits(1, 'changed'), ANN));
    const { entry } = await settle(one.create('general', edits(1, 'changed again'), ANN));
    assert.equal(entry.seq, 4);
  }));
