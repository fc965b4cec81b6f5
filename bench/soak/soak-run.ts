// The soak: Parley as people start it, under a steady load with people coming and going, watched from outside.
import { join } from 'node:path';
import { startParley } from '../shared/parley-server.ts';
import { usageOf } from '../shared/process-usage.ts';
import { Child } from '../shared/worker-process.ts';
import { type Sample, slope } from './memory-samples.ts';
import type { Order, Progress } from './soak-load.ts';

export type SoakOptions = {
  minutes: number;
  /** Messages a second. */
  rate: number;
  /** Whether the template is one that allows the rate, of an account whose quota was raised. @default false */
  raised?: boolean;
  say: (line: string) => void;
};

/** What a soak came to. `cpuMs` and the memory are of the server, there where they can be asked for. */
export type Soaked = Progress & {
  seconds: number;
  cpuMs: number | undefined;
  samples: readonly Sample[];
  mibPerMinute: number | undefined;
};

/** What one API destination takes in a second unless an account's quota was raised. */
const QUOTA = 300;

const CHANNELS = 10;
const LOAD = join(import.meta.dirname, 'soak-load.ts');
const MINUTE_MS = 60_000;
const SAMPLE_MS = 500;
const SAY_EVERY = 10;
/** How long the end may take: the last messages, and the last of those who come back. */
const END_MS = 120_000;

/** Runs a soak and says every few seconds how it goes. */
export async function soak({ minutes, rate, raised = false, say }: SoakOptions): Promise<Soaked> {
  const channels = Array.from({ length: CHANNELS }, (_, index) => `soak-${index + 1}`);
  const calls = Math.max(QUOTA, Math.ceil(2 * rate));
  const options = raised ? ['--calls-per-second', `${calls}`, '--messages-per-minute', `${60 * calls}`] : [];
  const server = await startParley(channels, { options });
  const load = new Child(LOAD);
  try {
    const began = performance.now();
    const minute = () => (performance.now() - began) / MINUTE_MS;
    const ask = (order: Order, ms?: number) => load.ask<Progress>(order, ms);
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
