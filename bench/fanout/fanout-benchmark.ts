// The fan-out benchmark: every contestant in every scenario, one after another, round after round.

import { installPeer } from './competitor-packages.ts';
import { CONTESTANTS, type Contestant } from './contestants.ts';
import { QUICK, SCENARIOS, type Scenario } from './fanout-scenarios.ts';
import { type Measured, measure } from './measure-fanout.ts';

/** What to run. */
export type FanoutOptions = {
  /** A smoke run: small, once, and only what is installed with the project. @default false */
  quick?: boolean;
  /** @default 3, or 1 when quick */
  rounds?: number;
  /** Names of contestants and scenarios. @default all */
  only?: readonly string[];
  /** A folder for CPU profiles of the servers. */
  profile?: string;
  /** Hears what goes on. */
  say: (line: string) => void;
};

/** Runs A B C A B C …, so that what else the machine does meets all of them alike. */
export async function fanout({ quick = false, rounds, only = [], profile, say }: FanoutOptions): Promise<Measured[]> {
  const scenarios = chosen(quick ? QUICK : SCENARIOS, only);
  const contestants = chosen(quick ? CONTESTANTS.filter(({ peer }) => !peer) : CONTESTANTS, only);
  for (const { peer } of contestants) if (peer) installPeer(peer.name, peer.version);
  const turns = Array.from({ length: rounds ?? (quick ? 1 : 3) }, (_, round) =>
    scenarios.flatMap((scenario) => contestants.map((contestant) => ({ round, scenario, contestant }))),
  ).flat();
  const results: Measured[] = [];
  for (const [index, { round, scenario, contestant }] of turns.entries()) {
    const measured = await measure(contestant, scenario, profile);
    results.push(measured);
    say(`${index + 1}/${turns.length} round ${round + 1}, ${scenario.is}, ${contestant.name}: ${brief(measured)}`);
  }
  return results;
}

/** Those that are named; all when none of them is. */
function chosen<One extends Contestant | Scenario>(all: readonly One[], only: readonly string[]): readonly One[] {
  const named = all.filter(({ name }) => only.includes(name));
  return named.length > 0 ? named : all;
}

function brief({ saturated, alone, stalled }: Measured): string {
  const k = (value: number) => `${Math.round(value / 1000)} k`;
  const more = [alone && `${k(alone.perCpuSecond)} one at a time`, stalled && `${stalled.cut}/${stalled.of} cut`];
  return [`${k(saturated.perCpuSecond)} deliveries per CPU-second`, ...more.filter(Boolean)].join(', ');
}
