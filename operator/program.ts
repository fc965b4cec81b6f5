// The commands of operators. `bin/parley.ts` runs them, and adds the commands of developers.
import { Command } from 'commander';
import { addBootstrap } from './bootstrap.ts';
import { addDeploy } from './deploy.ts';
import { addDestroy } from './destroy.ts';

/** Makes the program. It throws instead of ending the process. */
export function newProgram(): Command {
  const program = new Command('npm run parley --')
    .description('Runs Parley on this machine, and operates it on AWS.')
    .usage('COMMAND [options]')
    .exitOverride();
  addDeploy(program);
  addBootstrap(program);
  addDestroy(program);
  return program;
}
