// The EventBridge Pipes service: creates the pipes of the template, starts and stops them, and reports their status.
import type { Clock } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import type { Hop } from '../../fault-injection/index.ts';
import type { Storage } from '../../storage/store.ts';
import { isPath } from '../json-path.ts';
import { LOG_ACTIONS, type Logs, logStreamArn } from '../logs/index.ts';
import { Queue } from '../sqs/index.ts';
import { Pipe } from './pipe.ts';
import type { ClientErrorPolicy } from './pipe-delivery.ts';
import { openPipeLog } from './pipe-log.ts';
import { emptyMetrics, type PipeMetrics, StatusReporter } from './pipe-metrics.ts';
import { type PipeSettings, parsePipeSettings } from './pipe-settings.ts';
import { QueuePipe } from './queue-pipe.ts';
import type { StreamRecord, StreamSource } from './source-record.ts';
import { type TargetServices, targetExists } from './target-call.ts';
import { TARGET_ACTIONS } from './target-kind.ts';

/** Whether a role may perform an action on a resource. */
export type PermissionCheck = (roleArn: string, action: string, resourceArn: string) => boolean;

/** Dependencies of the service. */
export type PipesDeps = TargetServices & {
  clock: Clock;
  storage: Storage;
  /** The stream of an ARN; undefined if it does not exist. */
  stream: (streamArn: string) => StreamSource | undefined;
  logs: Pick<Logs, 'put'>;
  /** @default allows everything */
  may?: PermissionCheck;
  /** Receives one line for each change of status that an operator should know. */
  say?: (line: string) => void;
  /** @default a hop without rules */
  hop?: Hop;
  /** The trace of the write that created a record. */
  traceOf?: (record: StreamRecord) => string | undefined;
  /** @default Math.random */
  random?: () => number;
  /** @default 'retry' */
  clientErrors?: ClientErrorPolicy;
};

/** The status of a pipe. */
export type PipeStatus = PipeMetrics & {
  state: 'RUNNING' | 'STOPPED';
  failing: boolean;
  /** The last failure, while the pipe is failing. */
  reason?: string;
  waiting: number;
  /** The age of the oldest record that is read and not complete. */
  iteratorAgeMs: number;
};

type StoredState = { deployed: PipeSettings['desiredState']; desired: PipeSettings['desiredState'] };
type Entry = { pipe: Pipe | QueuePipe; metrics: PipeMetrics; reporter: StatusReporter };

const DESIRED = 'pipes.desired';

// Source: EventBridge User Guide, "Permissions for EventBridge Pipes to access resources".
const STREAM_ACTIONS = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];
const QUEUE_ACTIONS = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

/** The pipes of an engine. They read nothing before `run`, because their targets may not be listening yet. */
export class Pipes {
  readonly #deps: PipesDeps;
  readonly #pipes = new Map<string, Entry>();
  readonly #unsubscribe: () => void;
  #running = false;

  constructor(deps: PipesDeps) {
    this.#deps = deps;
    this.#unsubscribe = deps.events.subscribe((event) => {
      if (event['detail-type'] === 'API Destination Activated')
        for (const { pipe } of this.#pipes.values()) pipe.wake();
    });
  }

  /** Creates a pipe; rejects what CreatePipe rejects, and what is not emulated. */
  async create(name: string, arn: string, properties: Readonly<Record<string, unknown>>): Promise<PipeSettings> {
    const { clock, logs, say = () => {}, random = Math.random, clientErrors = 'retry' } = this.#deps;
    const settings = parsePipeSettings(name, properties);
    const source = this.#check(settings);
    const metrics = emptyMetrics();
    const reporter = new StatusReporter(name, clock, say);
    const log = openPipeLog({ name, arn }, settings.log, clock, logs);
    const deps = { ...this.#deps, arn, settings, log, metrics, reporter, random, clientErrors };
    const pipe = source instanceof Queue ? new QueuePipe(source, deps) : new Pipe(source, deps);
    await this.#pipes.get(name)?.pipe.stop();
    await pipe.initialize();
    this.#pipes.set(name, { pipe, metrics, reporter });
    for (const header of Object.entries(settings.http.headers).filter(([, value]) => isPath(value)))
      say(`The pipe ${name} sends the header ${header.join(': ')} unchanged: Pipes resolves no paths in headers.`);
    await this.#deploy(name, settings.desiredState);
    if (this.#running) this.#startIfDesired(name);
    return settings;
  }

  /** Starts the pipes that should run; the engine calls it once it is listening. */
  run(): void {
    this.#running = true;
    for (const name of this.#pipes.keys()) this.#startIfDesired(name);
  }

  /** StartPipe: continues at the checkpoint. */
  async start(name: string): Promise<void> {
    const { pipe } = this.#entry(name);
    await this.#setDesired(name, 'RUNNING');
    if (this.#running) pipe.start();
  }

  /** StopPipe: the pipe stays stopped, even after a restart, until it is started or the template changes. */
  async stop(name: string): Promise<void> {
    const { pipe } = this.#entry(name);
    await this.#setDesired(name, 'STOPPED');
    await pipe.stop();
  }

  status(name: string): PipeStatus {
    const { pipe, metrics, reporter } = this.#entry(name);
    const state = pipe.running ? 'RUNNING' : 'STOPPED';
    return {
      state,
      failing: reporter.failing,
      ...(reporter.reason && { reason: reporter.reason }),
      ...pipe.backlog,
      ...metrics,
    };
  }

  get names(): readonly string[] {
    return [...this.#pipes.keys()];
  }

  /** Stops all pipes. Deliveries in progress are finished; the remaining records are delivered after the next start. */
  async close(): Promise<void> {
    this.#running = false;
    this.#unsubscribe();
    await Promise.all([...this.#pipes.values()].map(({ pipe }) => pipe.stop()));
  }

  /** The checks of CreatePipe: every resource exists, and the role may use it. */
  #check({
    name,
    roleArn,
    source,
    target,
    targetKind,
    enrichment,
    deadLetterArn,
    log,
    ...settings
  }: PipeSettings): StreamSource | Queue {
    const { stream, sqs, may = () => true } = this.#deps;
    const found = settings.isQueue ? sqs.queue(source) : stream(source);
    if (!found)
      throw new AwsError(
        'ValidationException',
        `The pipe ${name}: the ${settings.isQueue ? 'queue' : 'stream'} ${source} does not exist.`,
      );
    if (!targetExists(target, this.#deps))
      throw new AwsError('ValidationException', `The pipe ${name}: the target ${target} does not exist.`);
    if (enrichment && !targetExists(enrichment.arn, this.#deps))
      throw new AwsError('ValidationException', `The pipe ${name}: the enrichment ${enrichment.arn} does not exist.`);
    if (deadLetterArn && !sqs.has(deadLetterArn))
      throw new AwsError(
        'ValidationException',
        `The pipe ${name}: the dead-letter queue ${deadLetterArn} does not exist.`,
      );
    const required: [action: string, resource: string | undefined][] = [
      ...(settings.isQueue ? QUEUE_ACTIONS : STREAM_ACTIONS).map((action): [string, string] => [action, source]),
      [TARGET_ACTIONS[targetKind], target],
      [TARGET_ACTIONS.function, enrichment?.arn],
      ['sqs:SendMessage', deadLetterArn],
      ...LOG_ACTIONS.map((action): [string, string | undefined] => [
        action,
        log.group && logStreamArn(log.group, name),
      ]),
    ];
    // It has no resource (Service Authorization Reference, DynamoDB); CDK and DynamoDB's sample policies grant it on the stream.
    const mayList =
      settings.isQueue || ['*', source].some((resource) => may(roleArn, 'dynamodb:ListStreams', resource));
    if (!mayList) required.push(['dynamodb:ListStreams', '*']);
    const missing = required.find(([action, resource]) => resource && !may(roleArn, action, resource));
    if (missing)
      throw new AwsError(
        'ValidationException',
        `The pipe ${name}: its role does not allow ${missing[0]} on ${missing[1]}.`,
      );
    return found;
  }

  #startIfDesired(name: string): void {
    const stored = this.#deps.storage.bucket(DESIRED).get(name) as StoredState | undefined;
    if (stored?.desired === 'RUNNING') this.#entry(name).pipe.start();
  }

  /** An unchanged template does not undo a StopPipe, because CloudFormation sees no change. */
  async #deploy(name: string, deployed: PipeSettings['desiredState']): Promise<void> {
    const stored = this.#deps.storage.bucket(DESIRED).get(name) as StoredState | undefined;
    if (stored?.deployed !== deployed) await this.#store(name, { deployed, desired: deployed });
  }

  async #setDesired(name: string, desired: PipeSettings['desiredState']): Promise<void> {
    const stored = this.#deps.storage.bucket(DESIRED).get(name) as StoredState;
    await this.#store(name, { ...stored, desired });
  }

  #store(name: string, value: StoredState): Promise<void> {
    return this.#deps.storage.commit([{ bucket: DESIRED, key: name, value }]);
  }

  #entry(name: string): Entry {
    const entry = this.#pipes.get(name);
    if (!entry) throw new AwsError('NotFoundException', `Pipe ${name} does not exist.`, 404);
    return entry;
  }
}
