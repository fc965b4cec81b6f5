// What two warm functions do to one channel when one of them remembers an end that is not the end any more.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '@parley/chat';
import type { LogWriter } from '../../packages/cloud/messages/post.ts';
import { sealed } from '../determinism/deterministic-globals.ts';
import { Life } from '../determinism/lifetime.ts';
import { World } from '../determinism/run-context.ts';
import { DocumentClient } from './document-client.ts';
import { servicesOf } from './function-routes.ts';
import { Machine } from './machine.ts';
import { TABLES } from './table-names.ts';

// A function that has written twice in a row without anybody else remembers where the channel ends.
const ANN = { userId: 'sub-ann', username: 'ann', groups: [] };

type Story = (told: {
  one: LogWriter;
  other: LogWriter;
  ends: <Result>(work: Promise<Result>) => Promise<Result>;
}) => Promise<void>;

/** Two functions over the same tables, in a world without faults, and a way to let what they do come to its end. */
function told(story: Story): Promise<void> {
  const world = new World(1);
  world.faults.healed = true;
  const { timeline } = world;
  const machine = new Machine(world, async () => []);
  const ends = async <Result>(work: Promise<Result>): Promise<Result> => {
    await timeline.runTo(timeline.now() + 5_000);
    return work;
  };
  const made = () => {
    const life = new Life(timeline);
    const client = new DocumentClient(world, machine, life, () => undefined);
    const wait = (ms: number) => new Promise<void>((resolve) => life.after(ms, resolve));
    return servicesOf(client, TABLES, { now: () => life.now(), random: () => 0.5, wait }).writer;
  };
  return sealed(timeline, world.chance, async () => {
    await ends(machine.start());
    await story({ one: made(), other: made(), ends });
  });
}

const says = (message: string) => ({ id: newId(), kind: 'message' as const, message });
const edits = (target: number, message: string) => ({ id: newId(), kind: 'edit' as const, target, message });

test('a message is edited through a function that has not seen it yet', () =>
  told(async ({ one, other, ends }) => {
    for (const text of ['first', 'second']) await ends(one.append('general', says(text), ANN));
    await ends(other.append('general', says('third'), ANN));
    const { entry } = await ends(one.append('general', edits(3, 'changed'), ANN));
    assert.equal(entry.seq, 4);
  }));

test('a message is edited again through a function that has not seen the first edit', () =>
  told(async ({ one, other, ends }) => {
    for (const text of ['first', 'second']) await ends(one.append('general', says(text), ANN));
    await ends(other.append('general', edits(1, 'changed'), ANN));
    const { entry } = await ends(one.append('general', edits(1, 'changed again'), ANN));
    assert.equal(entry.seq, 4);
  }));
