// `npm run destroy`: deletes the stack, but retains the tables and the user pool, which contain messages and users.
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
  'The DynamoDB tables and the Cognito user pool are retained. Delete them in the AWS console if they are no longer needed.',
);
process.exitCode = status ?? 1;
