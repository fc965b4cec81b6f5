// `npm run deploy`: builds and validates the assembly, and deploys it with the CDK CLI to the AWS account of the shell.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeAssembly, parseStackOptions, ROOT, STACK_OPTIONS } from '../harness/assembly.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'log-execution-data': { type: 'boolean', default: false },
    'open-sign-up': { type: 'boolean', default: false },
    ...STACK_OPTIONS,
  },
});
const { folder } = await makeAssembly(true, {
  logExecutionData: values['log-execution-data'],
  openSignUp: values['open-sign-up'],
  ...parseStackOptions(values),
});
const cdk = join(ROOT, 'node_modules/aws-cdk/bin/cdk');
const { status } = spawnSync(process.execPath, [cdk, 'deploy', '--app', folder, ...positionals], {
  stdio: 'inherit',
  cwd: ROOT,
});
process.exitCode = status ?? 1;
