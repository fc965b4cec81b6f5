// `npm run redrive`: says again what the pipe gave up, here or on AWS, and empties its dead-letter queue of it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DATA, RUNNING } from '../harness/running-file.ts';
import { type Place, redrive } from './dead-letters.ts';

const HELP = `npm run redrive -- [options]

Publishes every entry that lies in the pipe's dead-letter queue again on its channel, and deletes its letter once AppSync
has taken it. Browsers merge by number, so nothing is shown twice. Prints a line for each letter, and last a count.

  --dry-run      shows what would be redriven, and changes nothing
  --drop-lost    also deletes letters whose record is gone from the stream (after 24 hours): people read it from the log
  --data DIR     the data folder of the Parley that runs on this machine            ${DATA}
  --stack NAME   a stack on AWS in place of this machine, with the credentials and region of the shell
  --help         this text

On AWS it needs cloudformation:DescribeStacks on the stack; sqs:ReceiveMessage, sqs:DeleteMessage and
sqs:ChangeMessageVisibility on the queue; dynamodb:GetShardIterator and dynamodb:GetRecords on the stream of the log;
appsync:ListApiKeys. It asks for no secret and prints none.`;

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      'dry-run': { type: 'boolean', default: false },
      'drop-lost': { type: 'boolean', default: false },
      data: { type: 'string', default: DATA },
      stack: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const place = values.stack === undefined ? onThisMachine(values.data) : await onAws(values.stack);
  const dryRun = values['dry-run'];
  const count = await redrive(place, { dryRun, dropLost: values['drop-lost'], say: console.log });
  const { redriven, lost, dropped, kept } = count;
  console.log(`${redriven} ${dryRun ? 'to redrive' : 'redriven'}, ${lost} lost, ${dropped} dropped, ${kept} kept.`);
  if (lost + kept > 0) process.exitCode = 1;
}

function onThisMachine(data: string): Place {
  const running = join(data, RUNNING);
  if (!existsSync(running)) throw new Error(`No Parley runs on ${data}. Start it with npm start, then ask again.`);
  const { outputs } = JSON.parse(readFileSync(running, 'utf8')) as { outputs: Record<string, string> };
  const { origin } = new URL(outputs['EventsHttp'] ?? '');
  return placeOf(outputs, (service) => ({
    endpoint: `${origin}/_aws/${service}`,
    region: 'us-east-1',
    // The account's root on the laptop: packages/local/README.md.
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  }));
}

async function onAws(stack: string): Promise<Place> {
  const { Stacks = [] } = await new CloudFormationClient().send(new DescribeStacksCommand({ StackName: stack }));
  const outputs = (Stacks[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]);
  return placeOf(Object.fromEntries(outputs), () => ({}));
}

function placeOf(outputs: Record<string, string>, client: Place['client']): Place {
  const { DeadLetters, EventsHttp, EventsApi } = outputs;
  if (!DeadLetters || !EventsHttp || !EventsApi)
    throw new Error('The stack has no outputs DeadLetters, EventsHttp and EventsApi. Deploy it anew, then ask again.');
  return { deadLetters: DeadLetters, eventsHttp: EventsHttp, eventsApi: EventsApi, client };
}
