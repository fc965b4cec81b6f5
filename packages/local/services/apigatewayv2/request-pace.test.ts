// The pace of users, in virtual time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RequestPace } from './request-pace.ts';

/** A pace, and a loop of requests of a user over some connections, each of which takes some time of one processor. */
function scene() {
  let now = 0;
  const timers: { at: number; run: () => void }[] = [];
  const after = (ms: number, run: () => void) => void timers.push({ at: now + ms, run });
  const sleep = (ms: number) => new Promise<void>((resolve) => after(ms, resolve));
  const pace = new RequestPace({ now: () => now, after });
  const done = new Map<string, number>();
  /** Concurrent requests of each user, at most. */
  const most = new Map<string, number>();
  const running = new Map<string, number>();
  const request = async (user: string, ms: number) => {
    const from = now;
    const end = await pace.begin(user);
    const waited = now - from;
    running.set(user, (running.get(user) ?? 0) + 1);
    most.set(user, Math.max(most.get(user) ?? 0, running.get(user) ?? 0));
    await sleep(ms);
    running.set(user, (running.get(user) ?? 0) - 1);
    end();
    done.set(user, (done.get(user) ?? 0) + 1);
    return waited;
  };
  const loop = async (user: string, connections: number, until: number, everyMs = 0) => {
    const waits: number[] = [];
    await Promise.all(
      Array.from({ length: connections }, async () => {
        while (now < until) {
          waits.push(await request(user, 10));
          if (everyMs > 0) await sleep(everyMs);
        }
      }),
    );
    return waits;
  };
  /** Lets time pass until nothing is left to do. */
  const run = async (until: number) => {
    for (;;) {
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
      timers.sort((one, other) => one.at - other.at);
      const [next] = timers;
      if (!next || next.at > until) break;
      timers.shift();
      now = Math.max(now, next.at);
      next.run();
    }
    now = until;
  };
  return { loop, run, done, most, reset: () => most.clear() };
}

test('a user with many connections is alone served as fast as they ask', async () => {
  const { loop, run, done } = scene();
  void loop('mallory', 8, 2_000);
  await run(2_000);
  assert.equal(done.get('mallory'), 1_600);
});

test('attack: beside others a user with many connections has one request at a time, and a third of the time', async () => {
  const { loop, run, done, most, reset } = scene();
  const chatting = Array.from({ length: 9 }, (_, index) => loop(`user-${index}`, 1, 20_000, 2_000));
  void loop('mallory', 8, 20_000);
  await run(2_000);
  reset();
  const before = done.get('mallory') ?? 0;
  await run(20_000);
  assert.equal(most.get('mallory'), 1);
  const rate = ((done.get('mallory') ?? 0) - before) / 18;
  assert.ok(rate > 20 && rate < 36, `${rate} requests a second`);
  await run(25_000);
  for (const waits of await Promise.all(chatting)) assert.ok(waits.every((ms) => ms === 0));
});

test('users who ask equally much are not delayed, nor is a program with one connection', async () => {
  const { loop, run, done } = scene();
  for (let index = 0; index < 4; index += 1) void loop(`bot-${index}`, 8, 2_000);
  void loop('human', 1, 2_000, 200);
  void loop('script', 1, 2_000);
  await run(2_000);
  for (let index = 0; index < 4; index += 1) assert.equal(done.get(`bot-${index}`), 1_600);
  assert.equal(done.get('script'), 200);
});

test('a user is served at once again when the others have stopped, and every request is served', async () => {
  const { loop, run, done } = scene();
  void loop('human', 1, 2_000, 500);
  const attack = loop('mallory', 8, 15_000);
  await run(13_000);
  const before = done.get('mallory') ?? 0;
  await run(15_000);
  assert.equal((done.get('mallory') ?? 0) - before, 1_600);
  await run(20_000);
  await attack;
});
