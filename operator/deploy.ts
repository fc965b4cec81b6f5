// `npm run deploy`: checks the account, says what will be created, asks, and deploys with the CDK CLI.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { makeAssembly, parseStackOptions, STACK_OPTIONS } from '../harness/assembly.ts';
import {
  type Account,
  type CloudFormationTemplate,
  checkRegion,
  concurrentExecutions,
  type DeployedStack,
  describeStack,
  isBootstrapped,
} from './aws-account.ts';
import { runCdk } from './cdk.ts';
import { confirm } from './confirm.ts';
import { OperatorError } from './failures.ts';
import { addPlaceOptions, openPlace, type PlaceOptions } from './place-options.ts';
import { checkCombination, checkIssuer, templateSettings } from './settings.ts';
import { compareTemplates, type StackChanges } from './stack-changes.ts';

/** The options of the command, as commander names them. */
type DeployOptions = PlaceOptions & {
  yes?: boolean;
  dryRun?: boolean;
  anyRegion?: boolean;
  changeIdentity?: boolean;
  replaceData?: boolean;
  openSignUp?: boolean;
  logExecutionData?: boolean;
};

/** Concurrent executions of a new account that are enough for a team: below, its users meet errors when all write at once. */
const CONCURRENCY_MIN = 100;

/** Adds the command to the program. */
export function addDeploy(program: Command): void {
  const command = program
    .command('deploy')
    .description('create or update a stack on AWS')
    .option('--yes', 'do not ask before the deployment')
    .option('--dry-run', 'check, say what would be done, and stop')
    .option('--change-identity', 'confirm that users become other users, or lose their account')
    .option('--replace-data', 'confirm that tables, users, files or the address of the page are replaced')
    .option('--any-region', 'deploy to a region that is known to lack a service');
  addPlaceOptions(command)
    .option('--open-sign-up', 'users may create accounts themselves')
    .option('--log-execution-data', 'the log of the pipe contains messages: only to investigate a fault');
  for (const [name, description] of Object.entries(DESCRIPTIONS))
    command.addOption(new Option(`--${name} <${description[0]}>`, description[1]));
  command
    .addHelpText('after', '\nparley.config.json keeps the settings from one deployment to the next: docs/deploying.md.')
    .action(deploy);
}

const DESCRIPTIONS: Readonly<Record<keyof typeof STACK_OPTIONS, readonly [string, string]>> = {
  guests: ['N', 'admit up to N guests, users without an account'],
  oidc: ['FILE', 'accept the tokens of the issuer that FILE names'],
  'calls-per-second': ['N', 'entries that the pipe delivers, for an account with a raised quota (default: 300)'],
  'messages-per-minute': ['N', 'messages and changes that one user may post (default: 300)'],
  'typing-members': ['N', 'typing is signalled in channels of up to N members (default: 12)'],
  presence: ['on|off', 'whether users see who is online (default: on)'],
  'link-previews': ['on|off', 'whether a function requests the pages of links (default: off)'],
  'file-max-mb': ['N', 'the largest file; 0 switches files off (default: 50)'],
  'file-types': ['LIST', 'which files: image/*,application/pdf (default: all but programs)'],
  'files-mb-per-day': ['N', 'what one user may upload a day (default: 1024)'],
};

async function deploy(options: DeployOptions): Promise<void> {
  const { settings, stack, account } = await openPlace(options);
  if (options.anyRegion !== true) checkRegion(account.region);
  const all = {
    ...templateSettings({ ...settings, stack }),
    ...parseStackOptions(flagsOf(options)),
    ...(options.openSignUp && { openSignUp: true }),
    ...(options.logExecutionData && { logExecutionData: true }),
  };
  checkCombination(all);
  if (all.oidc) await checkIssuer(all.oidc.issuer);
  const [deployed, bootstrapped, concurrency] = await Promise.all([
    describeStack(account, stack),
    isBootstrapped(account),
    concurrentExecutions(account),
  ]);
  if (!bootstrapped)
    throw new OperatorError(
      `${account.region} of account ${account.id} is not prepared for CDK. Run npm run parley -- bootstrap once, then deploy again.`,
    );
  checkStatus(stack, deployed);

  console.log('Building the page, the functions and the template …');
  const { folder } = await makeAssembly(true, all);
  const next = JSON.parse(readFileSync(join(folder, 'Parley.template.json'), 'utf8')) as CloudFormationTemplate;
  const changes = deployed && compareTemplates(deployed.template, next);
  console.log(describePlan({ account, stack, next, changes, concurrency }).join('\n'));
  if (options.dryRun) return console.log('Nothing was changed: --dry-run.');
  if (changes) await confirmLosses(changes, stack, options);
  if (options.yes !== true) await confirm('Deploy?', 'yes', '--yes');
  await runCdk(['deploy', '--app', folder, '--require-approval', 'never'], account);
  const { outputs = {} } = (await describeStack(account, stack)) ?? {};
  console.log(describeNextSteps(outputs, concurrency).join('\n'));
}

/** The options that `npm start` has too, by their names on the command line. */
function flagsOf(options: DeployOptions): Parameters<typeof parseStackOptions>[0] {
  const values = Object.entries(options).map(([name, value]) => [
    name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    value,
  ]);
  return Object.fromEntries(values.filter(([name]) => Object.hasOwn(STACK_OPTIONS, name as string)));
}

/** Rejects a stack that CloudFormation does not update. Source: CloudFormation user guide, "Stack status codes". */
function checkStatus(name: string, stack: DeployedStack | undefined): void {
  if (!stack) return;
  const { status } = stack;
  if (/_IN_PROGRESS$/.test(status))
    throw new OperatorError(`The stack ${name} is being changed (${status}). Wait until it is complete.`);
  if (/^(?:ROLLBACK_COMPLETE|CREATE_FAILED|ROLLBACK_FAILED|DELETE_FAILED)$/.test(status))
    throw new OperatorError(
      `The first deployment of ${name} failed (${status}), and such a stack cannot be updated. Delete it with npm run destroy, then deploy again.`,
    );
  if (status === 'UPDATE_ROLLBACK_FAILED')
    throw new OperatorError(
      `The last update of ${name} and its rollback failed. Continue the rollback in the console of CloudFormation, then deploy again.`,
    );
}

type Plan = {
  account: Account;
  stack: string;
  next: CloudFormationTemplate;
  changes: StackChanges | undefined;
  concurrency: number | undefined;
};

/** Says in a few lines what will be done, where, and for how much. */
export function describePlan({ account, stack, next, changes, concurrency }: Plan): string[] {
  const count = Object.keys(next.Resources).length;
  const what = changes
    ? `${changes.added} new, ${changes.changed} changed, ${changes.removed} removed`
    : `${count} new resources`;
  const few = concurrency !== undefined && concurrency < CONCURRENCY_MIN;
  return [
    `Account    ${account.id}, as ${account.operator}`,
    `Region     ${account.region}`,
    `Stack      ${stack} (${changes ? 'update' : 'new'})`,
    `Resources  ${what}`,
    'Cost       idle: storage, and up to 8 USD a month for reads of the stream; 1,000 users: up to 60 USD (docs/cost.md)',
    ...(few ? [`Note       The account runs only ${concurrency} functions at one time: ${RAISE_CONCURRENCY}`] : []),
  ];
}

const RAISE_CONCURRENCY =
  'ask for more in Service Quotas (Lambda, L-B99A9384), or users meet errors when many write at once.';

/** Asks separately before users or data are lost. */
async function confirmLosses(
  { identity, replaced }: StackChanges,
  stack: string,
  { changeIdentity, replaceData }: DeployOptions,
): Promise<void> {
  if (identity.length > 0 && changeIdentity !== true)
    await confirm(`Users change: ${identity.join('; ')}.`, stack, '--change-identity');
  if (replaced.length > 0 && replaceData !== true)
    await confirm(`This deployment replaces or removes ${replaced.join(', ')}.`, stack, '--replace-data');
}

function describeNextSteps(outputs: Readonly<Record<string, string>>, concurrency: number | undefined): string[] {
  const { Page = '', UserPool } = outputs;
  return [
    '',
    `Parley is deployed: ${Page}`,
    ...(UserPool
      ? [
          'Invite a user:  aws cognito-idp admin-create-user --user-pool-id ' +
            `${UserPool} --username ann --user-attributes Name=email,Value=ann@example.org Name=email_verified,Value=true`,
          `Make an owner:  aws cognito-idp admin-add-user-to-group --user-pool-id ${UserPool} --username ann --group-name owners`,
        ]
      : []),
    ...(concurrency !== undefined && concurrency < CONCURRENCY_MIN
      ? [`This account runs only ${concurrency} functions at one time: ${RAISE_CONCURRENCY}`]
      : []),
  ];
}
