// The benchmark of a flood: how long what others say takes while one person floods their channel, against the same without.
import { join } from 'node:path';
import type { Order } from '../deliver/delivery-load.ts';
import type { Outcome } from '../shared/message-ledger.ts';
import { startParley } from '../shared/parley-server.ts';
import { Child } from '../shared/worker-process.ts';
import type { Flood, FloodOrder } from './flooder.ts';

/** What to run. */
export type FloodOptions = {
  /** A smoke run: small, and once. @default false */
  quick?: boolean;
  /** @default 3, or 1 when quick */
  rounds?: number;
  /** Hears what goes on. */
  say: (line: string) => void;
};

/** One round: the others alone, then the others and the flooder. */
export type Round = { alone: Outcome; flooded: Outcome; flood: Flood };

/** How much is said. Nine people say 20 messages a second: fewer than half of what each may. */
const FULL = { listeners: 50, perSecond: 20, connections: 20, ms: 15_000 };
const QUICK = { listeners: 3, perSecond: 20, connections: 4, ms: 500 };

/** How long a phase may last beyond its talking. */
const EXTRA_MS = 90_000;

const CHANNEL = 'bench-1';
const LOAD = join(import.meta.dirname, '../deliver/delivery-load.ts');
const FLOODER = join(import.meta.dirname, 'flooder.ts');

/** Runs both in turn on one server with the limits that everybody has. */
export async function flood({ quick = false, rounds = quick ? 1 : 3, say }: FloodOptions): Promise<Round[]> {
  const { listeners, perSecond, connections, ms } = quick ? QUICK : FULL;
  const server = await startParley([CHANNEL]);
  const { tokens, ...address } = server.place;
  const [flooder = '', ...others] = tokens;
  const [load, mallory] = [new Child(LOAD), new Child(FLOODER)];
  const pace = () => load.ask<Outcome>({ ask: 'pace', perSecond, channels: 1, ms } satisfies Order, ms + EXTRA_MS);
  try {
    const place = { chat: 'parley' as const, ...address, tokens: others };
    await load.ask({ ask: 'join', place, listeners, senders: 4 * others.length, channels: [CHANNEL] } satisfies Order);
    // To warm up.
    await pace();
    const results: Round[] = [];
    for (let round = 1; round <= rounds; round++) {
      const alone = await pace();
      const order = { place: { ...address, tokens: [flooder] }, channel: CHANNEL, connections };
      const floods = (ms: number) => mallory.ask<Flood>({ ...order, ms } satisfies FloodOrder, ms + EXTRA_MS);
      // Until it is refused: the others are timed after that.
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
