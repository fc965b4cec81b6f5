// The fan-out benchmark: every contestant in every scenario, in several rounds.

import { installCompetitor } from './competitor-packages.ts';
import { CONTESTANTS, type Contestant } from './contestants.ts';
import { QUICK, SCENARIOS, type Scenario } from './fanout-scenarios.ts';
import { type Measured, measure } from './measure-fanout.ts';

/** Options of a benchmark. */
export type FanoutOptions = {
  /** A smoke test: small, one round, without packages that must be installed. @default false */
  quick?: boolean;
  /** @default 3, or 1 when quick */
  rounds?: number;
  /** Names of contestants and scenarios. @default all */
  only?: readonly string[];
  /** The folder for CPU profiles of the servers. */
  profile?: string;
  /** Receives progress lines. */
  say: (line: string) => void;
};

/** Runs A B C A B C …, so that other activity of the machine affects all contestants equally. */
export async function fanout({ quick = false, rounds, only = [], profile, say }: FanoutOptions): Promise<Measured[]> {
  const scenarios = chosen(quick ? QUICK : SCENARIOS, only);
  const contestants = chosen(quick ? CONTESTANTS.filter(({ peer }) => !peer) : CONTESTANTS, only);
  for (const { peer } of contestants) if (peer) installCompetitor(peer.name, peer.version);
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

/** The named contestants or scenarios; all when none is named. */
function chosen<One extends Contestant | Scenario>(all: readonly One[], only: readonly string[]): readonly One[] {
  const named = all.filter(({ name }) => only.includes(name));
  return named.length > 0 ? named : all;
}

function brief({ saturated, alone, stalled }: Measured): string {
  const k = (value: number) => `${Math.round(value / 1000)} k`;
  const more = [alone && `${k(alone.perCpuSecond)} one at a time`, stalled && `${stalled.cut}/${stalled.of} cut`];
  return [`${k(saturated.perCpuSecond)} deliveries per CPU-second`, ...more.filter(Boolean)].join(', ');
}
