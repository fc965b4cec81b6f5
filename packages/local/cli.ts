// The command `parley-local TEMPLATE`: runs a template on this machine until it is interrupted.
import { parseArgs } from 'node:util';
import { type Engine, startEngine } from './engine.ts';
import { EngineError } from './errors.ts';
import { parsePort } from './http/server.ts';
import { formatRows, StartReport } from './start-report.ts';

const HELP = `npx parley-local TEMPLATE [options]

  TEMPLATE      a template in JSON or YAML, or a cdk.out folder with one stack

  --port N      the one port (0 picks a free one)             4100
<<<<<<< HEAD
  --data DIR    the folder that stores all data              .parley-local
  --reset       erase the data folder first
  --repair      move damaged data aside and continue with the rest
=======
  --data DIR    where everything is kept                      .parley-local
  --reset       forget everything that was kept
  --repair      set aside what is damaged in it, and go on with the rest
  --verbose     list every resource as it is created
>>>>>>> 8d71064 (bin: Add a progress line and a summary to the start, reject older data)
  --json        print one line of JSON with every address
  --help        this text`;

// Lambda's time zone: worker threads use that of the process.
process.env['TZ'] = 'UTC';

try {
  await run();
} catch (error) {
  if (!(error instanceof EngineError) && (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS') !== true)
    throw error;
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      port: { type: 'string', default: '4100' },
      data: { type: 'string', default: '.parley-local' },
      reset: { type: 'boolean', default: false },
      repair: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const [assembly, ...others] = positionals;
  if (assembly === undefined || others.length > 0)
<<<<<<< HEAD
    throw new EngineError('bad-option', 'Give one template or one cdk.out folder. See --help.');
  const say = values.json ? (line: string) => console.error(line) : (line: string) => console.log(line);
  const { data, reset, repair } = values;
  const port = parsePort(values.port);
  const engine = await startEngine({ assembly, data, reset, repair, port, say, control: true });
  // performance.now() counts from the start of the process.
=======
    throw new EngineError('bad-option', 'Name one template or one cdk.out folder; --help says more.');
  const report = new StartReport({ stream: values.json ? process.stderr : process.stdout, verbose: values.verbose });
  const { data, reset, repair } = values;
  const port = parsePort(values.port);
  const engine = await startEngine({
    assembly,
    data,
    reset,
    repair,
    port,
    say: (line) => report.print(line),
    onResource: (resource) => report.resource(resource),
    control: true,
  });
  // Node counts from its own start.
>>>>>>> 8d71064 (bin: Add a progress line and a summary to the start, reject older data)
  const startedInMs = Math.round(performance.now());
  const { stack, outputs, origin, tls, control } = engine;
  stopOn('SIGINT', engine);
  stopOn('SIGTERM', engine);
  if (values.json) console.log(JSON.stringify({ stack, outputs, origin, tls, control, startedInMs }));
  else report.print(`${report.resourceSummary()}\n${summary(engine, startedInMs)}`);
}

function summary({ stack, outputs, origin, tls, control = '' }: Engine, startedInMs: number): string {
<<<<<<< HEAD
  const list = (rows: [string, string][]) => {
    const width = Math.max(0, ...rows.map(([name]) => name.length));
    return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
  };
  const outputRows = Object.entries(outputs);
  return [
    ...(outputRows.length > 0 ? ['', 'Outputs', ...list(outputRows)] : []),
    '',
    'Addresses',
    ...list([
      ['HTTP', origin],
=======
  const stackOutputs = Object.entries(outputs);
  return [
    ...(stackOutputs.length > 0 ? ['', 'Outputs', ...formatRows(stackOutputs)] : []),
    '',
    'Addresses',
    ...formatRows([
      ['plain', origin],
>>>>>>> 8d71064 (bin: Add a progress line and a summary to the start, reject older data)
      ['TLS', tls.origin],
      ['SDKs', `${origin}/_aws/SERVICE (dynamodb, sqs, events, appsync)`],
      ['faults', control],
      ['trust', `NODE_EXTRA_CA_CERTS=${tls.ca}`],
    ]),
    '',
<<<<<<< HEAD
    `${stack} is running. Ready in ${(startedInMs / 1000).toFixed(1)} s; Ctrl+C stops it.`,
=======
    `${stack} is running; it started in ${(startedInMs / 1000).toFixed(1)} s. Press Ctrl+C to stop it.`,
>>>>>>> 8d71064 (bin: Add a progress line and a summary to the start, reject older data)
  ].join('\n');
}

function stopOn(signal: NodeJS.Signals, engine: Engine): void {
  process.once(signal, async () => {
    await engine.stop();
    process.exit(0);
  });
}
