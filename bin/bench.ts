// `npm run bench -- fanout`: measures, prints Markdown tables, and keeps the numbers under build/bench.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fanout } from '../bench/fanout/fanout.ts';
import { tables, where } from '../bench/fanout/report.ts';

const OUT = join(import.meta.dirname, '../build/bench');

const USAGE = `npm run bench -- fanout [contestant or scenario …]
  --rounds N   how often each contestant runs in each scenario (3)
  --quick      a smoke run of some seconds: shows that it works, measures nothing
  --profile    keeps a CPU profile of each server under build/bench/profiles`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string' }, quick: { type: 'boolean' }, profile: { type: 'boolean' } },
});
const [what, ...only] = positionals;
const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
if (what !== 'fanout' || (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0))) {
  console.error(USAGE);
  process.exit(1);
}

const now = new Date();
console.error(where(now));
const results = await fanout({
  only,
  say: (line) => console.error(line),
  ...(values.quick && { quick: true }),
  ...(rounds !== undefined && { rounds }),
  ...(values.profile && { profile: join(OUT, 'profiles') }),
});
mkdirSync(OUT, { recursive: true });
const file = join(OUT, `fanout-${now.toISOString().replaceAll(':', '-')}.json`);
writeFileSync(file, JSON.stringify({ where: where(now), results }, null, 2));
console.log(`${where(now)}\n\n${tables(results)}\n`);
console.error(`The numbers are in ${file}.`);
