// `npm run parley -- token NAME`: signs a user in to the Parley on this machine and prints the access token.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DATA, RUNNING } from '../harness/running-file.ts';
import { signIn } from '../harness/sign-in.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string', default: DATA } },
});
const running = join(values.data, RUNNING);

try {
  const [name, ...others] = positionals;
  if (!name || others.length > 0)
    throw new Error('Usage: npm run parley -- token NAME [--data DIR], with one username without spaces.');
  if (!existsSync(running))
    throw new Error(
      `No Parley is running with the data folder ${values.data}. Start it with npm start, then run this command again.`,
    );
  const { page, outputs } = JSON.parse(readFileSync(running, 'utf8'));
  console.log(await signIn({ signIn: outputs.SignIn, clientId: outputs.ClientId, page }, name));
} catch (error) {
  // A killed process leaves its addresses behind, and no server responds there.
  const isUnreachable = error instanceof TypeError && error.message === 'fetch failed';
  console.error(
    isUnreachable
      ? `The Parley with the data folder ${values.data} does not respond. Start it with npm start, then run this command again.`
      : (error as Error).message,
  );
  process.exitCode = 1;
}
