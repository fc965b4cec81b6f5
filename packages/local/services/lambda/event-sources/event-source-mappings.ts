// The event source mappings of an engine: creates them with the checks of Lambda, and starts and stops them.
import type { Clock } from '../../../clock.ts';
import { AwsError } from '../../../errors.ts';
import type { Storage } from '../../../storage/store.ts';
import type { StreamSource } from '../../pipes/index.ts';
import type { QueuePoller, Sqs } from '../../sqs/index.ts';
import type { Lambda } from '../lambda-service.ts';
import { EventSourceMapping } from './event-source-mapping.ts';
import type { EventSourceSettings } from './event-source-settings.ts';
import { QUEUE_ACTIONS, type QueueMappingSettings, queueMapping } from './queue-mapping.ts';

export type EventSourceMappingsDeps = {
  clock: Clock;
  storage: Storage;
  lambda: Pick<Lambda, 'invoke' | 'settingsOf'>;
  /** The stream of an ARN; undefined if it does not exist. */
  stream: (streamArn: string) => StreamSource | undefined;
  sqs: Pick<Sqs, 'send' | 'has' | 'queue' | 'receive'>;
  /** Whether a role may perform an action on a resource. */
  may: (roleArn: string, action: string, resourceArn: string) => boolean;
  /** Receives one line for each batch that is given up. */
  say: (line: string) => void;
  random?: () => number;
};

const STREAM_ACTIONS = ['GetRecords', 'GetShardIterator', 'DescribeStream'];

/** The mappings. They read nothing before `run`, because what their functions call may not be listening yet. */
export class EventSourceMappings {
  readonly #deps: EventSourceMappingsDeps;
  readonly #mappings: EventSourceMapping[] = [];
  readonly #queues: QueuePoller[] = [];
  #running = false;

  constructor(deps: EventSourceMappingsDeps) {
    this.#deps = deps;
  }

  /** Creates a mapping; rejects what CreateEventSourceMapping rejects. */
  async create(settings: EventSourceSettings): Promise<void> {
    const { lambda, random = Math.random } = this.#deps;
    const { arn: functionArn, roleArn } = lambda.settingsOf(settings.functionName);
    const source = this.#check(settings, roleArn);
    const mapping = new EventSourceMapping(source, {
      ...this.#deps,
      settings,
      functionArn,
      random,
      invoke: (name, payload) => lambda.invoke(name, payload),
    });
    await mapping.initialize();
    this.#mappings.push(mapping);
    if (this.#running) mapping.start();
  }

  /** Creates a mapping from a queue. */
  async createForQueue(settings: QueueMappingSettings): Promise<void> {
    const { lambda, may } = this.#deps;
    const { roleArn } = lambda.settingsOf(settings.functionName);
    const missing = QUEUE_ACTIONS.find((action) => !may(roleArn, action, settings.source));
    if (missing !== undefined)
      throw invalid(
        `The provided execution role does not have permissions to call ${missing.replace('sqs:', '')} on SQS (${settings.source}).`,
      );
    const poller = queueMapping(settings, this.#deps);
    if (!settings.enabled) return;
    this.#queues.push(poller);
    if (this.#running) poller.start();
  }

  /** Starts the mappings; the engine calls it once it is listening. */
  run(): void {
    this.#running = true;
    for (const mapping of [...this.#mappings, ...this.#queues]) mapping.start();
  }

  /** The number of records that were read and are not complete. */
  get waiting(): number {
    return this.#mappings.reduce((sum, { waiting }) => sum + waiting, 0);
  }

  async close(): Promise<void> {
    this.#running = false;
    await Promise.all([...this.#mappings, ...this.#queues].map((mapping) => mapping.stop()));
  }

  /** The stream and the destination exist, and the function's role may read and write them. */
  #check({ source, onFailureArn }: EventSourceSettings, roleArn: string): StreamSource {
    const { stream, sqs, may } = this.#deps;
    const found = stream(source);
    if (!found) throw invalid(`Stream not found: ${source}`);
    const readable = STREAM_ACTIONS.every((action) => may(roleArn, `dynamodb:${action}`, source));
    // It has no resource (Service Authorization Reference, DynamoDB); DynamoDB's sample policies grant it on the stream.
    const mayList = ['*', source].some((resource) => may(roleArn, 'dynamodb:ListStreams', resource));
    if (!readable || !mayList)
      throw invalid(
        `Cannot access stream ${source}. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, and ListStreams Actions on your stream in IAM.`,
      );
    if (!onFailureArn) return found;
    if (!sqs.has(onFailureArn)) throw invalid(`The destination ${onFailureArn} does not exist.`);
    if (!may(roleArn, 'sqs:SendMessage', onFailureArn))
      throw invalid(
        `The provided execution role does not have permissions to call SendMessage on SQS (${onFailureArn}).`,
      );
    return found;
  }
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}
