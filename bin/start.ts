// `npm start`: brings the assembly up to date, runs it on this machine, and prints the address to open.
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Engine, EngineError, formatRows, parsePort, StartReport, startEngine } from '@parley/local';
import { makeAssembly, parseStackOptions, type Settings, STACK_OPTIONS } from '../harness/assembly.ts';
import { addressesOf, DATA, RUNNING } from '../harness/running-file.ts';
import { checkDataFormat, writeDataFormat } from './data-format.ts';
import { RESTART, watchSources } from './watch.ts';

const HELP = `npm start -- [options]

Runs the chat on this machine from the CloudFormation template that AWS would run.

  --port N      the port of the page; 0 picks a free one            4100
  --data DIR    the folder that stores everything                   ${DATA}
  --reset       delete everything stored in it first
  --repair      set damaged data aside and continue with the rest
  --watch       rebuild when a source changes, and reload the page
  --verbose     list every resource as it is created
  --json        print one line of JSON with every address
  --messages-per-minute N   what one user may send                  300
  --typing-members N        where typing is signalled: in channels of up to N members   12
  --presence off            users do not see who is online          on
  --link-previews on        messages show what is behind their links   off
  --file-max-mb N           the largest file; 0 switches files off  50
  --file-types LIST         which files: image/*,application/pdf    all but programs
  --files-mb-per-day N      what one user may upload a day          1024
  --guests N    admit up to N guests, users without an account      none
  --oidc FILE   accept the tokens of the issuer that FILE names     users sign in by name
  --calls-per-second N   what the pipe delivers, for an account with a raised quota   300
  --help        this text`;

// Lambda's time zone; a thread has the process's own.
process.env['TZ'] = 'UTC';

/** When the command began, including the installation of packages. */
const started = Number(process.env['PARLEY_STARTED'] ?? Date.now());

/** Whether `bin/run.mjs`, or a test, has started this process. */
const hasParent = process.connected;

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
      ...STACK_OPTIONS,
      watch: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const report = new StartReport({ stream: values.json ? process.stderr : process.stdout, verbose: values.verbose });
  const port = parsePort(values.port);
  const { data, reset, repair } = values;
  checkDataFormat(data, reset);

  report.phase('Building the page, the functions and the template');
  const settings: Settings = {
    ...parseStackOptions(values),
    ...(values.watch && { development: true }),
  };
  const { folder } = await makeAssembly(false, settings);
  report.phase('Starting the services');
  const engine = await startEngine({
    assembly: folder,
    data,
    port,
    reset,
    repair,
    say: (line) => report.print(line),
    onResource: (resource) => report.resource(resource),
    control: true,
  });
  writeDataFormat(data);

  const addresses = addressesOf(engine);
  const startedInMs = Date.now() - started;
  const running = join(values.data, RUNNING);
  mkdirSync(values.data, { recursive: true });
  try {
    // Other commands that find the file read it at once, so it is complete from the beginning.
    const part = `${running}.part`;
    writeFileSync(part, JSON.stringify({ pid: process.pid, ...addresses }), { mode: 0o600 });
    renameSync(part, running);
  } catch (error) {
    // A full disk must not stop users from reading what is stored.
    report.print(
      `${running} cannot be written (${(error as NodeJS.ErrnoException).code}), so other commands cannot find this Parley.`,
    );
  }
  const stop = async (exitCode: number) => {
    rmSync(running, { force: true });
    await engine.stop();
    process.exit(exitCode);
  };
  process.once('SIGINT', () => stop(0));
  process.once('SIGTERM', () => stop(0));
  // Its parent was killed: Ctrl+C no longer reaches this process.
  if (hasParent && !process.connected) return stop(0);
  process.once('disconnect', () => stop(0));
  if (values.json) console.log(JSON.stringify({ ...addresses, startedInMs }));
  else report.print(summary(engine, { data, startedInMs, resources: report.resourceSummary() }));
  if (values.watch)
    watchSources({
      engine,
      build: async () => (await makeAssembly(false, settings)).folder,
      print: (text) => report.print(text),
      restart: () => stop(RESTART),
    });
}

function summary(
  { outputs, control = '' }: Engine,
  { data, startedInMs, resources }: { data: string; startedInMs: number; resources: string },
): string {
  return [
    resources,
    '',
    ...formatRows([
      ['Chat', `${outputs['Page']}  (for a second user, open it in a private window)`],
      ['Break the network', control],
      ['HTTP API', outputs['Api'] ?? ''],
      ['AppSync Events', outputs['EventsHttp'] ?? ''],
      ['Data', data],
    ]),
    '',
    `Parley started in ${(startedInMs / 1000).toFixed(1)} s. Press Ctrl+C to stop it.`,
  ].join('\n');
}
