// `npm run parley -- redrive`: republishes the dead letters of the pipe, of the local engine or on AWS.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DATA, RUNNING } from '../harness/running-file.ts';
import { type RedriveTarget, redrive } from '../operator/dead-letters.ts';

const HELP = `npm run parley -- redrive [options]

Republishes dead letters: publishes every entry of the pipe's dead-letter queue on its channel, and deletes its letter once
AppSync has accepted it. Pages merge entries by seq, so none is displayed twice. Prints a line for each letter, then the totals.

  --dry-run      print what would be republished, and change nothing
  --drop-lost    also delete letters whose record is no longer in the stream (after 24 hours); clients read it from the log
  --data DIR     data folder of the Parley on this machine                          ${DATA}
  --stack NAME   use a stack on AWS instead, with the credentials and region of the shell
  --help         print this text

On AWS it needs cloudformation:DescribeStacks on the stack; sqs:ReceiveMessage, sqs:DeleteMessage and
sqs:ChangeMessageVisibility on the queue; dynamodb:GetShardIterator and dynamodb:GetRecords on the stream of the log;
appsync:ListApiKeys. It reads no secret and prints none.`;

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
  const target = values.stack === undefined ? localTarget(values.data) : await awsTarget(values.stack);
  const dryRun = values['dry-run'];
  const count = await redrive(target, { dryRun, dropLost: values['drop-lost'], say: console.log });
  const { redriven, lost, dropped, kept } = count;
  console.log(`${redriven} ${dryRun ? 'to redrive' : 'redriven'}, ${lost} lost, ${dropped} dropped, ${kept} kept.`);
  if (lost + kept > 0) process.exitCode = 1;
}

function localTarget(data: string): RedriveTarget {
  const running = join(data, RUNNING);
  if (!existsSync(running))
    throw new Error(
      `No Parley is running with the data folder ${data}. Start it with npm start, then run this command again.`,
    );
  const { outputs } = JSON.parse(readFileSync(running, 'utf8')) as { outputs: Record<string, string> };
  const { origin } = new URL(outputs['EventsHttp'] ?? '');
  return targetOf(outputs, (service) => ({
    endpoint: `${origin}/_aws/${service}`,
    region: 'us-east-1',
    // The account's root in the local engine: packages/local/README.md.
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  }));
}

async function awsTarget(stack: string): Promise<RedriveTarget> {
  const { Stacks = [] } = await new CloudFormationClient().send(new DescribeStacksCommand({ StackName: stack }));
  const outputs = (Stacks[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]);
  return targetOf(Object.fromEntries(outputs), () => ({}));
}

function targetOf(outputs: Record<string, string>, client: RedriveTarget['client']): RedriveTarget {
  const { DeadLetters, EventsHttp, EventsApi } = outputs;
  if (!DeadLetters || !EventsHttp || !EventsApi)
    throw new Error(
      'The stack lacks the outputs DeadLetters, EventsHttp and EventsApi. Deploy it again, then run this command again.',
    );
  return { deadLetters: DeadLetters, eventsHttp: EventsHttp, eventsApi: EventsApi, client };
}
