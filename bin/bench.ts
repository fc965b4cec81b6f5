// `npm run parley -- bench`: runs a benchmark, prints Markdown tables, and writes the results to build/bench.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../harness/assembly.ts';

const OUT = join(ROOT, 'build/bench');

const USAGE = `npm run parley -- bench fanout [contestant or scenario …]   events from one publisher to many subscribers
npm run parley -- bench deliver [contestant …]              messages from sender to screen, through table, stream and pipe
npm run parley -- bench flood                               latency for other users while one user floods their channel
npm run parley -- bench attack                              the same while one user calls every route that writes
npm run parley -- bench cold-start [folder …]               CPU time of a function's first message, beside bundles of other versions
npm run parley -- bench page                                the page of a user in 200 channels, in Chromium
npm run parley -- bench search                              searches in a channel with 100,000 messages
  --minutes N  how long an attack takes (5); the time without it is the same, at most two minutes
  --seconds N  the same in seconds
  --rounds N   runs of each contestant in each scenario (3)
  --quick      a smoke test of a few seconds, without meaningful measurements
  --profile    write a CPU profile of each server to build/bench/profiles`;

type Options = {
  only: readonly string[];
  quick?: boolean;
  rounds?: number;
  seconds?: number;
  profile?: string;
  say: (line: string) => void;
};

/** The benchmarks: each runs and returns its results and its tables. */
const BENCHMARKS: Record<string, (options: Options) => Promise<{ results: unknown; tables: string }>> = {
  async fanout(options) {
    const [{ fanout }, { tables }] = await Promise.all([
      import('../bench/fanout/fanout-benchmark.ts'),
      import('../bench/fanout/fanout-report.ts'),
    ]);
    const results = await fanout(options);
    return { results, tables: tables(results) };
  },
  async deliver(options) {
    const [{ deliver }, { tables }] = await Promise.all([
      import('../bench/deliver/delivery-benchmark.ts'),
      import('../bench/deliver/delivery-report.ts'),
    ]);
    const results = await deliver(options);
    return { results, tables: tables(results) };
  },
  async flood(options) {
    const [{ flood }, { tables }] = await Promise.all([
      import('../bench/flood/flood-benchmark.ts'),
      import('../bench/flood/flood-report.ts'),
    ]);
    const results = await flood(options);
    return { results, tables: tables(results) };
  },
  async attack(options) {
    const [{ attack }, { tables }] = await Promise.all([
      import('../bench/flood/flood-benchmark.ts'),
      import('../bench/flood/flood-report.ts'),
    ]);
    const results = await attack(options);
    return { results, tables: tables(results) };
  },
  async 'cold-start'(options) {
    const [{ coldStart }, { tables }] = await Promise.all([
      import('../bench/cold-start/cold-start-benchmark.ts'),
      import('../bench/cold-start/cold-start-report.ts'),
    ]);
    const results = await coldStart(options);
    return { results, tables: tables(results) };
  },
  async page(options) {
    const [{ measurePage }, { tables }] = await Promise.all([
      import('../bench/page/page-benchmark.ts'),
      import('../bench/page/page-report.ts'),
    ]);
    const results = await measurePage(options);
    return { results, tables: tables(results) };
  },
  async search(options) {
    const [{ measureSearch }, { tables }] = await Promise.all([
      import('../bench/search/search-benchmark.ts'),
      import('../bench/search/search-report.ts'),
    ]);
    const results = await measureSearch(options);
    return { results, tables: tables(results) };
  },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    minutes: { type: 'string' },
    quick: { type: 'boolean' },
    profile: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
const [name = '', ...only] = positionals;
const [rounds, inSeconds, minutes] = [values.rounds, values.seconds, values.minutes].map((text) =>
  text === undefined ? undefined : Number(text),
);
const seconds = minutes === undefined ? inSeconds : minutes * 60;
const isPositive = (number: number | undefined) => number === undefined || (Number.isInteger(number) && number > 0);
const benchmark = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;
if (values.help || !benchmark || !isPositive(rounds) || !isPositive(seconds)) {
  console.error(USAGE);
  process.exit(values.help ? 0 : 1);
}

const { describeMachine } = await import('../bench/shared/report-table.ts');
const now = new Date();
console.error(describeMachine(now));
const { results, tables } = await benchmark({
  only,
  say: (line) => console.error(line),
  ...(values.quick && { quick: true }),
  ...(rounds !== undefined && { rounds }),
  ...(seconds !== undefined && { seconds }),
  ...(values.profile && { profile: join(OUT, 'profiles') }),
});
mkdirSync(OUT, { recursive: true });
const file = join(OUT, `${name}-${now.toISOString().replaceAll(':', '-')}.json`);
writeFileSync(file, JSON.stringify({ where: describeMachine(now), results }, null, 2));
console.log(`${describeMachine(now)}\n\n${tables}\n`);
console.error(`The results are in ${file}.`);
