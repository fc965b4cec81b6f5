// Runs the CDK CLI of this checkout with the place that an operator chose.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../harness/assembly.ts';
import type { Account } from './aws-account.ts';
import { OperatorError } from './failures.ts';

/**
 * Runs a command of the CDK CLI and shows what it prints.
 *
 * @throws OperatorError if it fails; the CLI has printed why
 */
export async function runCdk(args: readonly string[], { client: { region, profile } }: Account): Promise<void> {
  const cdk = join(ROOT, 'node_modules/aws-cdk/bin/cdk');
  const child = spawn(process.execPath, [cdk, ...args, ...(profile === undefined ? [] : ['--profile', profile])], {
    stdio: 'inherit',
    cwd: ROOT,
    env: { ...process.env, AWS_REGION: region, CDK_DISABLE_CLI_TELEMETRY: 'true' },
  });
  const status = await new Promise((resolve, reject) => child.once('exit', resolve).once('error', reject));
  if (status !== 0)
    throw new OperatorError(
      `cdk ${args[0]} failed: what it printed above says why. docs/runbook.md has the next step.`,
    );
}
