// `npm run simulate`: runs seeds of the simulator, and says how to run again those that fail.
import { parseArgs } from 'node:util';

const HELP = `npm run simulate -- [options]        random clients, random faults: each seed is one run, the same each time

  --seeds N     how many seeds to run (1000)
  --from N      the first seed (1)
  --first       stops at the first seed that fails
  --trace       prints what happened in each run, line by line
  --mutant BUG  puts a known bug into the code first; --mutant list lists them
  --help        this text

docs/simulator.md says what is real in a run, and what is checked.`;

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '1000' },
      from: { type: 'string', default: '1' },
      first: { type: 'boolean', default: false },
      trace: { type: 'boolean', default: false },
      mutant: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const seeds = whole('seeds', values.seeds);
  const from = whole('from', values.from);
  const { MUTANTS, mutate } = await import('../simulator/mutants.ts');
  if (values.mutant === 'list') return console.log(Object.keys(MUTANTS).join('\n'));
  if (values.mutant !== undefined) mutate(values.mutant);
  // Only now: what is loaded may be a mutant.
  const { loadHandlers } = await import('../simulator/backend/appsync-handlers.ts');
  const { simulate } = await import('../simulator/simulation.ts');
  const handlers = await loadHandlers();
  let ran = 0;
  let failed = 0;
  for (let seed = from; seed < from + seeds && !(values.first && failed > 0); seed++) {
    const { findings, trace } = await simulate(seed, handlers);
    if (values.trace) console.log(trace.join('\n'));
    progress(++ran, seeds, failed);
    if (findings.length === 0) continue;
    failed++;
    console.log(`${clear()}seed ${seed}:`);
    // The first of each rule says enough; the trace has them all.
    for (const [rule, [first, ...more]] of Map.groupBy(findings, ({ rule }) => rule))
      console.log(`  ${rule}: ${first?.says}${more.length > 0 ? ` (and ${more.length} more)` : ''}`);
    const mutant = values.mutant === undefined ? '' : ` --mutant ${JSON.stringify(values.mutant)}`;
    console.log(`  again: npm run simulate -- --from ${seed} --seeds 1 --trace${mutant}`);
  }
  console.log(`${clear()}${ran - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

function whole(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new Error(
      `--${name} takes a whole number from 1 to 999999999, not ${JSON.stringify(text)}. --help says more.`,
    );
  return Number(text);
}

function progress(done: number, of: number, failed: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${of} seeds, ${failed} failed `);
}

function clear(): string {
  return process.stderr.isTTY ? '\r\x1b[K' : '';
}
