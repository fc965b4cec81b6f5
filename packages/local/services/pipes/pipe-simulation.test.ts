import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Reply, TARGET_HOST } from '../../testing/http-target.ts';
import { PipeFixture } from '../../testing/pipe-fixture.ts';
import { seeded } from '../../testing/seeded-random.ts';

/** Each run is determined by its seed, so that a failing run can be repeated. */
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const CHANNELS = ['general', 'random', 'tech', 'a', 'b'];
const MESSAGES = 60;

/** A target that randomly fails, throttles, loses its answer, or rejects the key. */
function unreliable(random: () => number, seen: string[]): Reply {
  return (response, { body }) => {
    const draw = random();
    if (draw < 0.1) response.writeHead(500).end();
    else if (draw < 0.15) response.writeHead(429, { 'retry-after': '1' }).end();
    else if (draw < 0.2) response.socket?.destroy();
    else if (draw < 0.23) response.writeHead(401).end();
    else {
      seen.push(body.slice('says '.length));
      // Accepted, but the answer is lost.
      if (draw < 0.28) response.socket?.destroy();
      else response.end();
    }
  };
}

/** Random events around the pipe: restarts, stops, time, repairs. */
async function disturb(fixture: PipeFixture, random: () => number, number: number): Promise<void> {
  const draw = random();
  if (draw < 0.03) {
    await fixture.pipes.close();
    await fixture.restart();
    await fixture.createPipe(OPTIONS);
  } else if (draw < 0.06) {
    await fixture.pipes.stop('chat');
    await fixture.pipes.start('chat');
  } else if (draw < 0.3) {
    fixture.clock.advance(Math.floor(random() * 3_000));
  }
  if (random() < 0.2) await repair(fixture, number);
}

const OPTIONS = { stream: { ParallelizationFactor: 3, MaximumRetryAttempts: -1 } };

/** The repair that the rule on `Connection Deauthorized` starts. */
async function repair(fixture: PipeFixture, number: number): Promise<void> {
  const value = `K${number}`;
  await fixture.events.update('key', 'API_KEY', {
    ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: value },
  });
}

/** The first arrival of each message. */
function firsts(seen: readonly string[]): string[] {
  return [...new Set(seen)];
}

for (const seed of SEEDS) {
  test(`whatever fails, every message arrives and each channel keeps its order (seed ${seed})`, async () => {
    const random = seeded(seed);
    await using fixture = await PipeFixture.open({ endpoint: `https://${TARGET_HOST}/event` });
    const seen: string[] = [];
    fixture.target.always = unreliable(random, seen);
    await fixture.createPipe(OPTIONS);
    const inserted: string[] = [];
    for (let number = 0; number < MESSAGES; number += 1) {
      const channel = CHANNELS[Math.floor(random() * CHANNELS.length)] ?? '';
      inserted.push(`${channel} ${number}`);
      fixture.insert(`${channel} ${number}`, channel);
      await disturb(fixture, random, number);
      await new Promise((resolve) => setImmediate(resolve));
    }

    // The target recovers, and time passes.
    fixture.target.always = (response, { body }) => {
      seen.push(body.slice('says '.length));
      response.end();
    };
    for (let number = MESSAGES; fixture.status.waiting > 0; number += 1) {
      assert.ok(number < MESSAGES + 5_000, `seed ${seed}: ${fixture.status.waiting} still wait`);
      await repair(fixture, number);
      fixture.clock.advance(1_000);
      await new Promise((resolve) => setImmediate(resolve));
    }

    assert.deepEqual(firsts(seen).sort(), inserted.sort(), 'no message is lost and none is invented');
    assert.deepEqual(fixture.deadLetters, []);
    for (const channel of CHANNELS) {
      const order = firsts(seen.filter((text) => text.startsWith(`${channel} `))).map((text) =>
        Number(text.split(' ')[1]),
      );
      assert.deepEqual(
        order,
        order.toSorted((a, b) => a - b),
        `seed ${seed}: ${channel} is out of order`,
      );
    }
  });
}
