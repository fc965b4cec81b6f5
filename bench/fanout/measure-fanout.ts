// Measures one contestant in one scenario, with a new server and a new load process.
import { join } from 'node:path';
import { type Usage, WorkerProcess } from '../shared/worker-process.ts';
import type { Contestant } from './contestants.ts';
import { EVENT_BYTES, type Scenario } from './fanout-scenarios.ts';
import { PROTOCOLS } from './load/client-protocols.ts';
import type { Outcome } from './load/event-ledger.ts';
import type { LoadRequest } from './load/fanout-load.ts';
import type { Place } from './servers/benchmark-server.ts';

/** A phase with the CPU time of the server. */
export type Phase = Outcome & { cpuMs: number; perCpuSecond: number; perSecond: number };

/** The results of one run. */
export type Measured = {
  contestant: string;
  scenario: string;
  /** Bytes per connection: `busyBytes` right after the last one, `idleBytes` after a garbage collection. */
  connect: { perSecond: number; perCpuSecond: number; busyBytes: number; idleBytes: number };
  saturated: Phase;
  alone?: Phase;
  half?: Phase;
  fixed?: Phase;
  stalled?: { before: Phase; during: Phase; cut: number; of: number; rssGrewBytes: number };
};

const LOAD = join(import.meta.dirname, 'load/fanout-load.ts');

/** Connections that publish over HTTP, where AppSync has no limit for each: as many as a few servers keep open. */
const HTTP_SPEAKERS = 16;

/** The maximum duration of a phase after publishing has ended. */
const PHASE_EXTRA_MS = 30_000;

/** Runs one contestant in one scenario. `profile` is the folder for a CPU profile of the server. */
export async function measure(contestant: Contestant, scenario: Scenario, profile?: string): Promise<Measured> {
  const execArgv = ['--expose-gc', ...(profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`])];
  const server = new WorkerProcess(contestant.server, contestant.args, execArgv);
  const load = new WorkerProcess(LOAD);
  try {
    const place = await server.ask<Place>({ ask: 'start' });
    return await run(new Run(server, load), contestant, scenario, place);
  } finally {
    await Promise.all([load.close(), server.close()]);
  }
}

async function run(at: Run, contestant: Contestant, scenario: Scenario, place: Place): Promise<Measured> {
  const { listeners, channels, speakers, window, warmUpMs, saturateMs, aloneMs, paceMs, fixedPerSecond } = scenario;
  const { dialect } = contestant;
  const connect = await at.connect({ ask: 'connect', place, dialect, listeners, channels }, listeners);
  await at.order({ ask: 'speakers', count: PROTOCOLS[dialect].http ? HTTP_SPEAKERS : speakers });
  const saturate = (ms: number, inFlight: number) =>
    at.phase({ ask: 'saturate', window: inFlight, ms, bytes: EVENT_BYTES });
  const pace = (perSecond: number, ms: number) => at.phase({ ask: 'pace', perSecond, ms, bytes: EVENT_BYTES });
  await saturate(warmUpMs, window);
  const saturated = await saturate(saturateMs, window);
  const published = (saturated.published * 1000) / saturated.wallMs;
  return {
    contestant: contestant.name,
    scenario: scenario.name,
    connect,
    saturated,
    ...(aloneMs !== undefined && { alone: await saturate(aloneMs, 1) }),
    ...(paceMs !== undefined && { half: await pace(published / 2, paceMs) }),
    ...(paceMs !== undefined && fixedPerSecond !== undefined && { fixed: await pace(fixedPerSecond, paceMs) }),
    ...(scenario.stall && { stalled: await stall(at, scenario.stall) }),
  };
}

async function stall(at: Run, { listeners, perSecond, ms, bytes }: NonNullable<Scenario['stall']>) {
  const order = { ask: 'pace', perSecond, bytes } as const;
  const before = await at.phase({ ...order, ms: ms / 2 });
  await at.order({ ask: 'stall', count: listeners });
  const { rssBytes } = await at.usage();
  const during = await at.phase({ ...order, ms });
  const rssGrewBytes = (await at.usage()).rssBytes - rssBytes;
  const { cut } = await at.order<{ cut: number }>({ ask: 'stalled' });
  return { before, during, cut, of: listeners, rssGrewBytes };
}

/** A running server and load process. */
class Run {
  readonly #server: WorkerProcess;
  readonly #load: WorkerProcess;

  constructor(server: WorkerProcess, load: WorkerProcess) {
    this.#server = server;
    this.#load = load;
  }

  usage(settled = false): Promise<Usage> {
    return this.#server.ask<Usage>({ ask: 'usage', settled });
  }

  order<Answer = object>(order: LoadRequest): Promise<Answer> {
    return this.#load.ask<Answer>(order, PHASE_EXTRA_MS + ('ms' in order ? order.ms : 60_000));
  }

  async connect(order: LoadRequest, listeners: number): Promise<Measured['connect']> {
    const before = await this.usage(true);
    const { ms } = await this.order<{ ms: number }>(order);
    const after = await this.usage();
    const { rssBytes } = await this.usage(true);
    return {
      perSecond: (listeners * 1000) / ms,
      perCpuSecond: (listeners * 1000) / (after.cpuMs - before.cpuMs),
      busyBytes: (after.rssBytes - before.rssBytes) / listeners,
      idleBytes: (rssBytes - before.rssBytes) / listeners,
    };
  }

  /** The server is idle before and after, so its CPU time is that of the deliveries. */
  async phase(order: LoadRequest): Promise<Phase> {
    const before = await this.usage();
    const outcome = await this.order<Outcome>(order);
    const cpuMs = (await this.usage()).cpuMs - before.cpuMs;
    const { delivered, wallMs } = outcome;
    return { ...outcome, cpuMs, perCpuSecond: (delivered * 1000) / cpuMs, perSecond: (delivered * 1000) / wallMs };
  }
}
