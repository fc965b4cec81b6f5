// `npm run token -- NAME`: signs NAME in to the Parley that runs on this machine and prints the access token.
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
    throw new Error('npm run token -- NAME [--data DIR]: one name is needed, without spaces.');
  if (!existsSync(running))
    throw new Error(`No Parley runs on ${values.data}. Start it with npm start, then ask again.`);
  const { page, outputs } = JSON.parse(readFileSync(running, 'utf8'));
  console.log(await signIn({ signIn: outputs.SignIn, clientId: outputs.ClientId, page }, name));
} catch (error) {
  // A start that was killed left its addresses behind, and nobody answers there.
  const gone = error instanceof TypeError && error.message === 'fetch failed';
  console.error(
    gone ? `No Parley answers on ${values.data}. Start it with npm start, then ask again.` : (error as Error).message,
  );
  process.exitCode = 1;
}
