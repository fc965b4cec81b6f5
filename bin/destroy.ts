// `npm run destroy`: takes the stack down. The tables and the user pool stay: they hold what people said, and who they are.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { makeAssembly, ROOT } from '../harness/assembly.ts';

const { folder } = await makeAssembly(false);
const cdk = join(ROOT, 'node_modules/aws-cdk/bin/cdk');
const { status } = spawnSync(process.execPath, [cdk, 'destroy', '--app', folder, ...process.argv.slice(2)], {
  stdio: 'inherit',
  cwd: ROOT,
});
console.log(
  'The DynamoDB tables and the Cognito user pool are kept. Delete them in the AWS console if nobody needs them.',
);
process.exitCode = status ?? 1;
