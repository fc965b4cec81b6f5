// The soak test: Parley under a steady load while users connect and disconnect, measured from outside.
import { join } from 'node:path';
import { startParley } from '../shared/parley-server.ts';
import { usageOf } from '../shared/process-usage.ts';
import { WorkerProcess } from '../shared/worker-process.ts';
import { type Sample, slope } from './memory-samples.ts';
import type { LoadRequest, Progress } from './soak-load.ts';

export type SoakOptions = {
  minutes: number;
  /** Messages per second. */
  rate: number;
  /** Whether the template allows the rate, as in an account with a raised quota. @default false */
  raised?: boolean;
  say: (line: string) => void;
};

/** The results of a soak test. `cpuMs` and the memory are those of the server, where they are available. */
export type SoakResult = Progress & {
  seconds: number;
  cpuMs: number | undefined;
  samples: readonly Sample[];
  mibPerMinute: number | undefined;
};

/** The default quota of an API destination per second. */
const QUOTA = 300;

const CHANNELS = 10;
const LOAD = join(import.meta.dirname, 'soak-load.ts');
const MINUTE_MS = 60_000;
const SAMPLE_MS = 500;
const SAY_EVERY = 10;
/** The maximum duration of the end: the last messages, and the last reconnects. */
const END_MS = 120_000;

/** Runs a soak test and reports progress every few seconds. */
export async function soak({ minutes, rate, raised = false, say }: SoakOptions): Promise<SoakResult> {
  const channels = Array.from({ length: CHANNELS }, (_, index) => `soak-${index + 1}`);
  const calls = Math.max(QUOTA, Math.ceil(2 * rate));
  const options = raised ? ['--calls-per-second', `${calls}`, '--messages-per-minute', `${60 * calls}`] : [];
  const server = await startParley(channels, { options });
  const load = new WorkerProcess(LOAD);
  try {
    const began = performance.now();
    const minute = () => (performance.now() - began) / MINUTE_MS;
    const ask = (order: LoadRequest, ms?: number) => load.ask<Progress>(order, ms);
    await ask({ ask: 'begin', place: server.place, channels, perSecond: rate });
    const samples: Sample[] = [];
    for (let count = 1; minute() < minutes; count++) {
      await new Promise((resolve) => setTimeout(resolve, Math.min(SAMPLE_MS, (minutes - minute()) * MINUTE_MS)));
      const usage = usageOf(server.pid);
      if (usage) samples.push({ minute: minute(), mib: usage.rssBytes / 2 ** 20 });
      const progress = await ask({ ask: 'progress' });
      if (count % SAY_EVERY === 0) say(line(minute(), progress, samples.at(-1)));
    }
    const seconds = minute() * 60;
    const end = await ask({ ask: 'end' }, END_MS);
    return { ...end, seconds, cpuMs: usageOf(server.pid)?.cpuMs, samples, mibPerMinute: slope(samples) };
  } finally {
    await load.close();
    await server.stop();
  }
}

function line(minute: number, progress: Progress, sample: Sample | undefined): string {
  const { said, listening, deliveries, returns, lateMs, lost, doubled, disordered, refused } = progress;
  return [
    `${minute.toFixed(1)} min`,
    `${Math.round(said / (minute * 60))}/s said`,
    `${deliveries} delivered`,
    `${listening} listening`,
    `${returns} came back`,
    `late ${Math.round(lateMs)} ms`,
    ...(sample ? [`${Math.round(sample.mib)} MiB`] : []),
    `lost ${lost}, doubled ${doubled}, out of order ${disordered}, refused ${refused}`,
  ].join('; ');
}
