// `npm run parley -- bootstrap`: prepares a region of an account for CDK, once.
import type { Command } from 'commander';
import { runCdk } from './cdk.ts';
import { addPlaceOptions, openPlace, type PlaceOptions } from './place-options.ts';

/** Adds the command to the program. */
export function addBootstrap(program: Command): void {
  const command = program
    .command('bootstrap')
    .description('prepare a region of an AWS account for deployments, once')
    .addHelpText('after', '\nIt creates the stack CDKToolkit: a bucket for the files of deployments, and roles.');
  addPlaceOptions(command).action(async (options: PlaceOptions) => {
    const { account } = await openPlace(options);
    await runCdk(['bootstrap', `aws://${account.id}/${account.region}`], account);
  });
}
