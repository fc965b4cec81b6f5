// `npm run parley -- fuzz`: runs the fuzzer for some minutes, from one seed to the next, and reports how to repeat what fails.
import { parseArgs } from 'node:util';
import { fuzz } from '../fuzzer/fuzz.ts';

const HELP = `npm run parley -- fuzz [options]   sends random requests, frames and texts, and checks that no other user is harmed

  --minutes N   how long to run (10)
  --seed N      the first seed (one of the time)
  --help        print this text`;

/** Inputs of one seed: some ten seconds, so that a failure is found again quickly. */
const INPUTS = { requests: 1_000, frames: 300, texts: 2_000 };

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(HELP);
else
  await run(
    parsePositive('minutes', values.minutes),
    values.seed === undefined ? undefined : parsePositive('seed', values.seed),
  );

async function run(minutes: number, first = Date.now() % 1_000_000_000): Promise<void> {
  const end = performance.now() + minutes * 60_000;
  let runs = 0;
  for (let seed = first; performance.now() < end; seed++, runs++)
    try {
      await fuzz({ seed, ...INPUTS });
    } catch (error) {
      console.error(
        `seed ${seed}: ${(error as Error).message}\n  repeat: npm run parley -- fuzz --minutes 1 --seed ${seed}`,
      );
      process.exitCode = 1;
      return;
    }
  const inputs = Object.entries(INPUTS).map(([name, count]) => `${runs * count} ${name}`);
  console.log(`${runs} seeds from ${first}, ${inputs.join(', ')}: nothing failed`);
}

function parsePositive(name: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  console.error(`--${name} must be an integer from 1 to 999999999, not ${JSON.stringify(text)}. See --help.`);
  process.exit(2);
}
