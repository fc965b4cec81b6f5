// The command `parley-local TEMPLATE`: runs a template on this machine until it is interrupted.
import { parseArgs } from 'node:util';
import { type Engine, startEngine } from './engine.ts';
import { EngineError } from './errors.ts';
import { parsePort } from './http/server.ts';
import { formatRows, type Row, StartReport } from './start-report.ts';
import { parseGivenParameters } from './template/parameters.ts';

const HELP = `npx parley-local TEMPLATE [options]

  TEMPLATE      a template in JSON or YAML, or a cdk.out folder
  --stack NAME  run one stack of the folder, and those that it depends on
  --parameter NAME=VALUE  the value of a parameter of the template; may be repeated

  --origin URL  a public name of the engine behind a reverse proxy; may be repeated
  --port N      the one port (0 picks a free one)             4100
  --data DIR    the folder that stores all data               .parley-local
  --reset       erase the data folder first
  --repair      move damaged data aside and continue with the rest
  --verbose     list every resource as it is created
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
      stack: { type: 'string' },
      parameter: { type: 'string', multiple: true, default: [] },
      origin: { type: 'string', multiple: true, default: [] },
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
    throw new EngineError('bad-option', 'Give one template or one cdk.out folder. See --help.');
  const report = new StartReport({ stream: values.json ? process.stderr : process.stdout, verbose: values.verbose });
  const { data, reset, repair } = values;
  const port = parsePort(values.port);
  const engine = await startEngine({
    assembly,
    ...(values.stack !== undefined && { stack: values.stack }),
    origins: values.origin,
    parameters: parseGivenParameters(values.parameter),
    data,
    reset,
    repair,
    port,
    say: (line) => report.print(line),
    onResource: (resource) => report.resource(resource),
    control: true,
  });
  // performance.now() counts from the start of the process.
  const startedInMs = Math.round(performance.now());
  const { stack, outputs, origin, origins, tls, control } = engine;
  stopOn('SIGINT', engine);
  stopOn('SIGTERM', engine);
  if (values.json) console.log(JSON.stringify({ stack, outputs, origin, origins, tls, control, startedInMs }));
  else report.print(`${report.resourceSummary()}\n${summary(engine, startedInMs)}`);
}

function summary({ stack, outputs, origin, origins, tls, control = '' }: Engine, startedInMs: number): string {
  const stackOutputs = Object.entries(outputs);
  return [
    ...(stackOutputs.length > 0 ? ['', 'Outputs', ...formatRows(stackOutputs)] : []),
    '',
    'Addresses',
    ...formatRows([
      ...origins.map((one): Row => ['public', one]),
      ['HTTP', origin],
      ['TLS', tls.origin],
      ['SDKs', `${origin}/_aws/SERVICE (dynamodb, sqs, events, lambda, ssm, appsync)`],
      ['faults', control],
      ['trust', `NODE_EXTRA_CA_CERTS=${tls.ca}`],
    ]),
    '',
    `${stack} ${stack.includes(',') ? 'are' : 'is'} running; it started in ${(startedInMs / 1000).toFixed(1)} s. Press Ctrl+C to stop it.`,
  ].join('\n');
}

function stopOn(signal: NodeJS.Signals, engine: Engine): void {
  process.once(signal, async () => {
    await engine.stop();
    process.exit(0);
  });
}
