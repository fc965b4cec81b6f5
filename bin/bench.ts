// `npm run bench`: measures, prints Markdown tables, and keeps the numbers under build/bench.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../harness/assembly.ts';

const OUT = join(ROOT, 'build/bench');

const USAGE = `npm run bench -- fanout [contestant or scenario …]   events from one publisher to many listeners
npm run bench -- deliver [contestant …]              messages the whole way, through table, stream and pipe
npm run bench -- flood                               what others say while one person floods their channel
  --rounds N   how often each contestant runs in each scenario (3)
  --quick      a smoke run of some seconds: shows that it works, measures nothing
  --profile    keeps a CPU profile of each server under build/bench/profiles`;

type Options = {
  only: readonly string[];
  quick?: boolean;
  rounds?: number;
  profile?: string;
  say: (line: string) => void;
};

/** A benchmark: runs, and answers its numbers and its tables. */
const BENCHES: Record<string, (options: Options) => Promise<{ results: unknown; tables: string }>> = {
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
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string' },
    quick: { type: 'boolean' },
    profile: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
const [what = '', ...only] = positionals;
const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
const bench = Object.hasOwn(BENCHES, what) ? BENCHES[what] : undefined;
if (values.help || !bench || (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0))) {
  console.error(USAGE);
  process.exit(values.help ? 0 : 1);
}

const { where } = await import('../bench/fanout/fanout-report.ts');
const now = new Date();
console.error(where(now));
const { results, tables } = await bench({
  only,
  say: (line) => console.error(line),
  ...(values.quick && { quick: true }),
  ...(rounds !== undefined && { rounds }),
  ...(values.profile && { profile: join(OUT, 'profiles') }),
});
mkdirSync(OUT, { recursive: true });
const file = join(OUT, `${what}-${now.toISOString().replaceAll(':', '-')}.json`);
writeFileSync(file, JSON.stringify({ where: where(now), results }, null, 2));
console.log(`${where(now)}\n\n${tables}\n`);
console.error(`The numbers are in ${file}.`);
