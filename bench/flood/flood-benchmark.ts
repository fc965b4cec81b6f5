// The flood benchmark: latency of other users' messages while one user floods their channel, compared with no flood.
import { join } from 'node:path';
import type { LoadRequest } from '../deliver/delivery-load.ts';
import type { Outcome } from '../shared/message-ledger.ts';
import { startParley } from '../shared/parley-server.ts';
import { WorkerProcess } from '../shared/worker-process.ts';
import type { Flood, FloodRequest } from './flooder.ts';

/** Options of a benchmark. */
export type FloodOptions = {
  /** A smoke test: small, one round. @default false */
  quick?: boolean;
  /** @default 3, or 1 when quick */
  rounds?: number;
  /** Receives progress lines. */
  say: (line: string) => void;
};

/** One round: the other users alone, then together with the flooder. */
export type Round = { alone: Outcome; flooded: Outcome; flood: Flood };

/** The load. Nine users post 20 messages per second: less than half of their rate limits. */
const FULL = { listeners: 50, perSecond: 20, connections: 20, ms: 15_000 };
const QUICK = { listeners: 3, perSecond: 20, connections: 4, ms: 500 };

/** The maximum duration of a phase after posting has ended. */
const EXTRA_MS = 90_000;

const CHANNEL = 'bench-1';
const LOAD = join(import.meta.dirname, '../deliver/delivery-load.ts');
const FLOODER = join(import.meta.dirname, 'flooder.ts');

/** Runs both in turn on one server with the default limits. */
export async function flood({ quick = false, rounds = quick ? 1 : 3, say }: FloodOptions): Promise<Round[]> {
  const { listeners, perSecond, connections, ms } = quick ? QUICK : FULL;
  const server = await startParley([CHANNEL]);
  const { tokens, ...address } = server.place;
  const [flooder = '', ...others] = tokens;
  const [load, mallory] = [new WorkerProcess(LOAD), new WorkerProcess(FLOODER)];
  const pace = () =>
    load.ask<Outcome>({ ask: 'pace', perSecond, channels: 1, ms } satisfies LoadRequest, ms + EXTRA_MS);
  try {
    const place = { chat: 'parley' as const, ...address, tokens: others };
    await load.ask({
      ask: 'join',
      place,
      listeners,
      senders: 4 * others.length,
      channels: [CHANNEL],
    } satisfies LoadRequest);
    // Warm-up.
    await pace();
    const results: Round[] = [];
    for (let round = 1; round <= rounds; round++) {
      const alone = await pace();
      const order = { place: { ...address, tokens: [flooder] }, channel: CHANNEL, connections };
      const floods = (ms: number) => mallory.ask<Flood>({ ...order, ms } satisfies FloodRequest, ms + EXTRA_MS);
      // Waits until the flood is rejected: the measurement starts then.
      await floods(0);
      const [flooded, flood] = await Promise.all([pace(), floods(ms)]);
      results.push({ alone, flooded, flood });
      say(
        `Round ${round} of ${rounds}: p99 ${alone.each.p99} ms alone, ${flooded.each.p99} ms in the flood; ${flood.refused} refused, ${flood.taken} taken`,
      );
    }
    return results;
  } finally {
    await Promise.all([load.close(), mallory.close()]);
    await server.stop();
  }
}
