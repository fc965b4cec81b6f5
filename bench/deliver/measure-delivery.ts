// Measures one server in one round: a new process, a new load process, all scenarios in sequence.
import { join } from 'node:path';
import type { Server } from '../shared/measured-server.ts';
import type { Outcome } from '../shared/message-ledger.ts';
import { usageOf } from '../shared/process-usage.ts';
import { WorkerProcess } from '../shared/worker-process.ts';
import type { ChatAddress, LoadRequest } from './delivery-load.ts';
import { nameOf, type Plan, type Scenario } from './delivery-scenarios.ts';
import { hopsOf, type Span } from './hop-times.ts';

/** The results of a scenario. `senders` for saturated scenarios; `cpuMs` and `hops` where they are available. */
export type Measured = Outcome & {
  contestant: string;
  scenario: string;
  senders?: number;
  cpuMs?: number;
  hops?: Span[];
};

const LOAD = join(import.meta.dirname, 'delivery-load.ts');

/** The maximum duration of a scenario after posting has ended. */
const EXTRA_MS = 90_000;

/** Runs a plan on one server, and stops the server. */
export async function measure(
  contestant: string,
  { server, place, channels }: { server: Server; place: ChatAddress; channels: readonly string[] },
  { listeners, warmUp, scenarios }: Plan,
  say: (line: string) => void,
): Promise<Measured[]> {
  const load = new WorkerProcess(LOAD);
  const run = async (scenario: Scenario): Promise<Measured> => {
    const before = usageOf(server.pid);
    const outcome = await load.ask<Outcome>(orderFor(scenario), scenario.ms + EXTRA_MS);
    const after = usageOf(server.pid);
    return {
      ...outcome,
      contestant,
      scenario: nameOf(scenario),
      ...(scenario.kind === 'saturate' && { senders: scenario.senders }),
      ...(before && after && { cpuMs: after.cpuMs - before.cpuMs }),
    };
  };
  try {
    const senders = Math.max(...scenarios.map((scenario) => (scenario.kind === 'saturate' ? scenario.senders : 1)));
    await load.ask({ ask: 'join', place, listeners, senders, channels } satisfies LoadRequest);
    for (const scenario of warmUp) await run(scenario);
    const results: Measured[] = [];
    for (const scenario of scenarios) {
      const measured = await run(scenario);
      if (scenario.kind === 'alone' && server.control) measured.hops = await hopsOf(server.control);
      results.push(measured);
      say(`  ${measured.scenario}: ${brief(measured)}`);
    }
    return results;
  } finally {
    await load.close();
  }
}

function orderFor(scenario: Scenario): LoadRequest {
  const { kind: ask, ...rest } = scenario;
  return { ask, ...rest } as LoadRequest;
}

function brief(measured: Measured): string {
  const { acknowledged, ackedMs, seen, seenMs, ack, last, cpuMs, lost, doubled, disordered, refused } = measured;
  const perSecond = (count: number, ms: number) => Math.round((count * 1000) / ms);
  const bad = lost + doubled + disordered + refused;
  return [
    `${perSecond(acknowledged, ackedMs)}/s acknowledged, p50 ${ack.p50} ms`,
    `${perSecond(seen, seenMs)}/s seen by all, p50 ${last.p50} ms`,
    cpuMs === undefined ? '' : `${(cpuMs / acknowledged).toFixed(2)} ms of CPU each`,
    bad === 0 ? '' : `LOST ${lost}, DOUBLED ${doubled}, OUT OF ORDER ${disordered}, REFUSED ${refused}`,
  ]
    .filter(Boolean)
    .join('; ');
}
