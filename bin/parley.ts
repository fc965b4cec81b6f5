// `npm run parley -- COMMAND`: every command of Parley. `npm start`, `npm run deploy` and `npm run destroy` are short forms.
import { CommanderError } from 'commander';
import { describeFailure } from '../operator/failures.ts';
import { newProgram } from '../operator/program.ts';

/** Commands that are modules of their own, with their own options and `--help`. */
const MODULES: Readonly<Record<string, { description: string; load: () => Promise<unknown> }>> = {
  start: { description: 'run the chat on this machine', load: () => import('./start.ts') },
  token: { description: 'print the access token of a user of this machine', load: () => import('./token.ts') },
  redrive: { description: 'republish the dead letters of the pipe', load: () => import('./redrive.ts') },
  conformance: {
    description: 'run the conformance suite of AppSync Events',
    load: () => import('./conformance.ts'),
  },
  simulate: { description: 'run random users and faults in the simulator', load: () => import('./simulate.ts') },
  fuzz: { description: 'send random input to the parsers and the API', load: () => import('./fuzz.ts') },
  bench: { description: 'measure against peers, as ratios', load: () => import('./bench.ts') },
  soak: { description: 'run for hours, and watch memory', load: () => import('./soak.ts') },
};

const program = newProgram();
for (const [name, { description, load }] of Object.entries(MODULES))
  program
    .command(name)
    .description(description)
    .argument('[options...]')
    .helpOption(false)
    .allowUnknownOption()
    .action(async () => {
      // Each module parses `process.argv` itself.
      process.argv.splice(2, 1);
      await load();
    });

try {
  await program.parseAsync();
} catch (error) {
  // Commander has printed the help, or what is wrong.
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else {
    console.error(describeFailure(error));
    process.exitCode = 1;
  }
}
