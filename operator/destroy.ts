// `npm run destroy`: deletes a stack, but retains what contains messages, files and users.
import type { Command } from 'commander';
import { makeAssembly } from '../harness/assembly.ts';
import { type CloudFormationTemplate, describeStack } from './aws-account.ts';
import { runCdk } from './cdk.ts';
import { confirm } from './confirm.ts';
import { OperatorError } from './failures.ts';
import { addPlaceOptions, openPlace, type PlaceOptions } from './place-options.ts';
import { templateSettings } from './settings.ts';

/** Adds the command to the program. */
export function addDestroy(program: Command): void {
  const command = program
    .command('destroy')
    .description('delete a deployed stack; its tables, files and users remain')
    .option('--yes', 'do not ask');
  addPlaceOptions(command).action(destroy);
}

async function destroy(options: PlaceOptions & { yes?: boolean }): Promise<void> {
  const { settings, stack, account } = await openPlace(options);
  const deployed = await describeStack(account, stack);
  if (!deployed) throw new OperatorError(`There is no stack ${stack} in ${account.region} of account ${account.id}.`);
  console.log(describeRetained(stack, deployed.template).join('\n'));
  if (options.yes !== true)
    await confirm(`Delete the stack ${stack} in ${account.region} of account ${account.id}?`, stack, '--yes');
  const { folder } = await makeAssembly(false, templateSettings({ ...settings, stack }));
  await runCdk(['destroy', '--app', folder, '--force'], account);
  console.log(`The stack ${stack} is deleted.`);
}

/** Says what remains after the deletion of a stack, and what that costs. */
export function describeRetained(stack: string, { Resources }: CloudFormationTemplate): string[] {
  const retained = Object.entries(Resources)
    .filter(([, resource]) => /^Retain/.test((resource as { DeletionPolicy?: string }).DeletionPolicy ?? ''))
    .map(([id, { Type }]) => `  ${Type.replace('AWS::', '').replace('::', ' ')} ${id}`);
  return [
    `Without ${stack} no user can sign in or post. These resources remain, with all messages, files and users:`,
    ...retained,
    'They cost what they store: 0.45 USD a month for a gigabyte in the tables with their backups, 0.023 USD in the bucket.',
  ];
}
