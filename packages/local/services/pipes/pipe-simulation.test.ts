import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Reply, TARGET_HOST } from '../../testing/http-target.ts';
import { Stage } from '../../testing/pipe-fixture.ts';
import { seeded } from '../../testing/seeded-random.ts';

/** What runs below is drawn from a seed, so that a failing one runs again in the same way. */
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const CHANNELS = ['general', 'random', 'tech', 'a', 'b'];
const MESSAGES = 60;

/** A target that now and then fails, is slow, loses its answer, or no longer takes the key. */
function moody(random: () => number, seen: string[]): Reply {
  return (response, { body }) => {
    const mood = random();
    if (mood < 0.1) response.writeHead(500).end();
    else if (mood < 0.15) response.writeHead(429, { 'retry-after': '1' }).end();
    else if (mood < 0.2) response.socket?.destroy();
    else if (mood < 0.23) response.writeHead(401).end();
    else {
      seen.push(body.slice('says '.length));
      // Taken, and the answer is lost.
      if (mood < 0.28) response.socket?.destroy();
      else response.end();
    }
  };
}

/** What goes on around the pipe while messages are said. */
async function disturb(stage: Stage, random: () => number, number: number): Promise<void> {
  const mood = random();
  if (mood < 0.03) {
    await stage.pipes.close();
    await stage.restart();
    await stage.pipe(WISH);
  } else if (mood < 0.06) {
    await stage.pipes.stop('chat');
    await stage.pipes.start('chat');
  } else if (mood < 0.3) {
    stage.clock.advance(Math.floor(random() * 3_000));
  }
  if (random() < 0.2) await repair(stage, number);
}

const WISH = { stream: { ParallelizationFactor: 3, MaximumRetryAttempts: -1 } };

/** The repair handler, as the rule on `Connection Deauthorized` calls it. */
async function repair(stage: Stage, number: number): Promise<void> {
  const value = `K${number}`;
  await stage.events.update('key', 'API_KEY', {
    ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: value },
  });
}

/** Each message's first arrival. */
function firsts(seen: readonly string[]): string[] {
  return [...new Set(seen)];
}

for (const seed of SEEDS) {
  test(`whatever fails, every message arrives and each channel keeps its order (seed ${seed})`, async () => {
    const random = seeded(seed);
    await using stage = await Stage.open({ endpoint: `https://${TARGET_HOST}/event` });
    const seen: string[] = [];
    stage.target.always = moody(random, seen);
    await stage.pipe(WISH);
    const said: string[] = [];
    for (let number = 0; number < MESSAGES; number += 1) {
      const channel = CHANNELS[Math.floor(random() * CHANNELS.length)] ?? '';
      said.push(`${channel} ${number}`);
      stage.say(`${channel} ${number}`, channel);
      await disturb(stage, random, number);
      await new Promise((resolve) => setImmediate(resolve));
    }

    // Peace: the target is well again, and time passes.
    stage.target.always = (response, { body }) => {
      seen.push(body.slice('says '.length));
      response.end();
    };
    for (let number = MESSAGES; stage.status.waiting > 0; number += 1) {
      assert.ok(number < MESSAGES + 5_000, `seed ${seed}: ${stage.status.waiting} still wait`);
      await repair(stage, number);
      stage.clock.advance(1_000);
      await new Promise((resolve) => setImmediate(resolve));
    }

    assert.deepEqual(firsts(seen).sort(), said.sort(), 'nothing is lost and nothing is made up');
    assert.deepEqual(stage.dead, []);
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
