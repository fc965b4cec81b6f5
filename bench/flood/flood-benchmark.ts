// The flood and attack benchmarks: latency of other users' messages while one user floods their channel, or calls every route
// that writes, compared with no flood.
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
  /** The duration of the attack; without it the phase takes at most two minutes. @default 300, or half a second when quick */
  seconds?: number;
  /** Receives progress lines. */
  say: (line: string) => void;
};

/** One round: the other users alone, then together with the flooder. */
export type Round = { alone: Outcome; flooded: Outcome; flood: Flood };

/** A kind of flood: the process of the flooder, and the load. */
type Scenario = {
  flooder: string;
  listeners: number;
  perSecond: number;
  connections: number;
  ms: number;
  /** The duration of the phase without the flooder. @default ms */
  aloneMs?: number;
};

/** The load. Nine users post 20 messages per second: less than half of their rate limits. */
const FULL = { listeners: 50, perSecond: 20, connections: 20, ms: 15_000 };
const QUICK = { listeners: 3, perSecond: 20, connections: 4, ms: 500 };

const WARM_UP_MS = 15_000;

/** The maximum duration of a phase after posting has ended. */
const EXTRA_MS = 90_000;

const CHANNEL = 'bench-1';
const LOAD = join(import.meta.dirname, '../deliver/delivery-load.ts');
const FLOODER = join(import.meta.dirname, 'flooder.ts');
const ATTACKER = join(import.meta.dirname, '../attack/attacker.ts');

/** The undisturbed phase of an attack: its percentiles do not become more exact after it. */
const ALONE_MAX_MS = 120_000;

/** Nine users who chat as people do, one message each in two seconds, beside an attacker. */
const ATTACK = { flooder: ATTACKER, listeners: 9, perSecond: 4.5, connections: 8 };

/** One user floods the channel of the others. */
export function flood({ quick = false, rounds = quick ? 1 : 3, say }: FloodOptions): Promise<Round[]> {
  return measure({ flooder: FLOODER, ...(quick ? QUICK : FULL) }, rounds, say);
}

/** One user calls every route that writes. */
export function attack({ quick = false, seconds = 300, rounds = 1, say }: FloodOptions): Promise<Round[]> {
  const ms = seconds * 1_000;
  const scenario = { ...ATTACK, ms, aloneMs: Math.min(ms, ALONE_MAX_MS) };
  return measure(quick ? { ...ATTACK, ...QUICK } : scenario, rounds, say);
}

/** Runs both in turn on one server with the default limits. */
async function measure(scenario: Scenario, rounds: number, say: FloodOptions['say']): Promise<Round[]> {
  const { listeners, perSecond, connections, ms, aloneMs = ms } = scenario;
  const server = await startParley([CHANNEL]);
  const { tokens, ...address } = server.place;
  const [flooder = '', ...others] = tokens;
  const [load, mallory] = [new WorkerProcess(LOAD), new WorkerProcess(scenario.flooder)];
  const pace = (paceMs = ms) =>
    load.ask<Outcome>({ ask: 'pace', perSecond, channels: 1, ms: paceMs } satisfies LoadRequest, paceMs + EXTRA_MS);
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
    await pace(Math.min(ms, WARM_UP_MS));
    const results: Round[] = [];
    for (let round = 1; round <= rounds; round++) {
      const alone = await pace(aloneMs);
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
