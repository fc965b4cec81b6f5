// The options of each operator's command that say where: the settings file, the stack, the region and the credentials.
import type { Command } from 'commander';
import { type Account, openAccount } from './aws-account.ts';
import { checkSettings, readSettings, type SettingsFile, STACK_DEFAULT } from './settings.ts';

/** The values of the options of `addPlaceOptions`. */
export type PlaceOptions = { config?: string; stack?: string; region?: string; profile?: string };

/** Adds the options that say where to operate. */
export function addPlaceOptions(command: Command): Command {
  return command
    .option('--config <FILE>', 'settings file; parley.config.json is read if it exists')
    .option('--stack <NAME>', `name of the CloudFormation stack (default: that of the settings, or ${STACK_DEFAULT})`)
    .option('--region <REGION>', 'region of AWS (default: that of the settings, the shell or the profile)')
    .option('--profile <NAME>', 'profile of the AWS configuration with the credentials');
}

/** Reads the settings file, and finds the account in which to operate. */
export async function openPlace(
  options: PlaceOptions,
): Promise<{ settings: SettingsFile; stack: string; account: Account }> {
  const settings = readSettings(options.config);
  const { stack = settings.stack ?? STACK_DEFAULT, region = settings.region, profile } = options;
  checkSettings({ stack, ...(region !== undefined && { region }) }, 'The command');
  return { settings, stack, account: await openAccount({ region, profile }) };
}
