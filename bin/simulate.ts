// `npm run parley -- simulate`: runs seeds of the simulator and reports how to repeat those that fail.
import { parseArgs } from 'node:util';

const HELP = `npm run parley -- simulate [options]        runs Parley with random users and faults; a seed always gives the same run

  --seeds N     number of seeds to run (1000)
  --from N      first seed (1)
  --first       stop at the first seed that fails
  --trace       print the events of each run, line by line
  --append      run only appends, of several functions at once, with lost, late and repeated attempts
  --retention   run only a channel that keeps its messages for days, with removals that crash and overlap
  --mutant BUG  insert a known bug into the code first; --mutant list lists the bugs
  --help        print this text

docs/simulator.md describes which parts are real and which rules are checked.`;

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
      append: { type: 'boolean', default: false },
      retention: { type: 'boolean', default: false },
      mutant: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const seeds = parsePositive('seeds', values.seeds);
  const from = parsePositive('from', values.from);
  const { MUTANTS, mutate } = await import('../simulator/mutants.ts');
  if (values.mutant === 'list') return console.log(Object.keys(MUTANTS).join('\n'));
  if (values.mutant !== undefined) mutate(values.mutant);
  // Loaded after the mutant's hook is registered.
  const run = await (values.append ? appendRun() : values.retention ? retentionRun() : simulationRun());
  let ran = 0;
  let failed = 0;
  for (let seed = from; seed < from + seeds && !(values.first && failed > 0); seed++) {
    const { violations, trace } = await run(seed);
    if (values.trace) console.log(trace.join('\n'));
    progress(++ran, seeds, failed);
    if (violations.length === 0) continue;
    failed++;
    console.log(`${clear()}seed ${seed}:`);
    // Only the first violation of each rule is printed; the trace has all.
    for (const [rule, [first, ...more]] of Map.groupBy(violations, ({ rule }) => rule))
      console.log(`  ${rule}: ${first?.description}${more.length > 0 ? ` (and ${more.length} more)` : ''}`);
    const mutant = values.mutant === undefined ? '' : ` --mutant ${JSON.stringify(values.mutant)}`;
    console.log(
      `  repeat: npm run parley -- simulate --from ${seed} --seeds 1 --trace${values.append ? ' --append' : ''}${values.retention ? ' --retention' : ''}${mutant}`,
    );
  }
  console.log(`${clear()}${ran - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

async function simulationRun() {
  const { loadHandlers } = await import('../simulator/backend/appsync-handlers.ts');
  const { simulate } = await import('../simulator/simulation.ts');
  const handlers = await loadHandlers();
  return (seed: number) => simulate(seed, handlers);
}

async function appendRun() {
  const { runAppendChaos } = await import('../simulator/append/append-chaos.ts');
  return runAppendChaos;
}

async function retentionRun() {
  const { runRetentionChaos } = await import('../simulator/retention/retention-chaos.ts');
  return runRetentionChaos;
}

function parsePositive(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new Error(`--${name} must be an integer from 1 to 999999999, not ${JSON.stringify(text)}. See --help.`);
  return Number(text);
}

function progress(done: number, of: number, failed: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${of} seeds, ${failed} failed `);
}

function clear(): string {
  return process.stderr.isTTY ? '\r\x1b[K' : '';
}
