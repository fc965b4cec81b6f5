// `npm start`: brings the assembly up to date, runs it on this machine, and prints the address to open.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EngineError, parsePort, startEngine } from '@parley/local';
import { makeAssembly, parseGuests, parseOidc, parseRates, RATES } from '../harness/assembly.ts';
import { DATA, RUNNING } from '../harness/running-file.ts';

const HELP = `npm start -- [options]

  --port N      the port of the page (0 picks a free one)     4100
  --data DIR    where everything is kept                      ${DATA}
  --reset       forget everything that was kept
  --repair      set aside what is damaged in it, and go on with the rest
  --json        print one line of JSON with every address
  --messages-per-minute N   what one person may send                                 300
  --guests N    let people in without an account, N of them at most      nobody
  --oidc FILE   take the tokens of the issuer that FILE names          those of people who sign in by name
  --calls-per-second N   what the pipe delivers, as in an account whose quota was raised   300
  --help        this text`;

// Lambda's time zone; a thread has the process's own.
process.env['TZ'] = 'UTC';

/** When the command began, set-up included. */
const started = Number(process.env['PARLEY_STARTED'] ?? Date.now());

try {
  await start();
} catch (error) {
  if (!(error instanceof EngineError) && (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS') !== true)
    throw error;
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function start(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4100' },
      data: { type: 'string', default: DATA },
      reset: { type: 'boolean', default: false },
      repair: { type: 'boolean', default: false },
      guests: { type: 'string' },
      oidc: { type: 'string' },
      ...RATES,
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const say = values.json ? (line: string) => console.error(line) : (line: string) => console.log(line);
  const port = parsePort(values.port);

  const { folder, made } = await makeAssembly(false, {
    ...parseGuests(values.guests),
    ...parseOidc(values.oidc),
    ...parseRates(values),
  });
  say(`Parley on this machine. The template is ${made ? 'made' : 'unchanged'}; its resources:`);
  const { data, reset, repair } = values;
  const engine = await startEngine({ assembly: folder, data, port, reset, repair, say, control: true });

  const { outputs } = engine;
  const { Page, Api, EventsHttp, EventsRealtime, Issuer } = outputs;
  const { tls, control: breakTheNetwork } = engine;
  const addresses = {
    page: Page,
    api: Api,
    eventsHttp: EventsHttp,
    eventsRealtime: EventsRealtime,
    issuer: Issuer,
    tls,
    breakTheNetwork,
  };
  const startedInMs = Date.now() - started;
  const running = join(values.data, RUNNING);
  mkdirSync(values.data, { recursive: true });
  try {
    writeFileSync(running, JSON.stringify({ pid: process.pid, ...addresses, outputs }), { mode: 0o600 });
  } catch (error) {
    // What is stored can be read, also from a disk that is full.
    say(`${running} cannot be written (${(error as NodeJS.ErrnoException).code}): no command will find this Parley.`);
  }
  const stop = async () => {
    rmSync(running, { force: true });
    await engine.stop();
    process.exit(0);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  if (values.json) console.log(JSON.stringify({ ...addresses, outputs, startedInMs }));
  else
    say(
      `\nOpen ${Page} in two windows. Break the network: ${breakTheNetwork}\nReady in ${(startedInMs / 1000).toFixed(1)} s; Ctrl+C ends it.`,
    );
}
