// EventBridge Pipes on the laptop: makes pipes from the template, starts and stops them, and tells how they are.
import type { Clock } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import type { Hop } from '../../fault-injection/index.ts';
import type { Storage } from '../../storage/store.ts';
import type { Events } from '../events/index.ts';
import { LOG_ACTIONS, type Logs, logStreamArn } from '../logs/index.ts';
import type { Sqs } from '../sqs/index.ts';
import { Pipe } from './pipe.ts';
import type { Refusals } from './pipe-delivery.ts';
import { pipeLog } from './pipe-log.ts';
import { News, type PipeNumbers, zero } from './pipe-metrics.ts';
import { type PipeSettings, parsePipe } from './pipe-settings.ts';
import type { StreamRecord, StreamSource } from './source-record.ts';
import { isPath } from './source-record.ts';

/** Says whether a role may do something; the engine hands it in once it reads policies. */
export type Permission = (roleArn: string, action: string, resourceArn: string) => boolean;

export type PipesNeeds = {
  clock: Clock;
  storage: Storage;
  /** The stream of this ARN; undefined if there is none. */
  stream: (streamArn: string) => StreamSource | undefined;
  events: Events;
  sqs: Sqs;
  logs: Pick<Logs, 'put'>;
  /** @default everything is allowed */
  may?: Permission;
  /** One line for whoever started the engine. @default nobody listens */
  say?: (line: string) => void;
  /** @default nothing goes wrong */
  hop?: Hop;
  /** The trace of the write that a record came of. @default none */
  traceOf?: (record: StreamRecord) => string | undefined;
  /** @default Math.random */
  random?: () => number;
  /** @default 'retry' */
  refusals?: Refusals;
};

/** How a pipe is. */
export type PipeStatus = PipeNumbers & {
  state: 'RUNNING' | 'STOPPED';
  failing: boolean;
  /** What went wrong last, while it does. */
  reason?: string;
  waiting: number;
  /** How old the oldest record is that is read and not yet delivered. */
  iteratorAgeMs: number;
};

type Kept = { deployed: PipeSettings['desiredState']; desired: PipeSettings['desiredState'] };
type Known = { pipe: Pipe; numbers: PipeNumbers; news: News };

const DESIRED = 'pipes.desired';

/** All pipes of the engine. They read nothing before `run`, as their targets may not listen yet. */
export class Pipes {
  readonly #needs: PipesNeeds;
  readonly #pipes = new Map<string, Known>();
  readonly #unlisten: () => void;
  #running = false;

  constructor(needs: PipesNeeds) {
    this.#needs = needs;
    this.#unlisten = needs.events.on((event) => {
      if (event['detail-type'] === 'API Destination Activated')
        for (const { pipe } of this.#pipes.values()) pipe.wake();
    });
  }

  /** Makes a pipe; refuses what AWS would refuse at CreatePipe, and what is not emulated. */
  async create(name: string, arn: string, properties: Readonly<Record<string, unknown>>): Promise<PipeSettings> {
    const { clock, logs, say = () => {}, random = Math.random, refusals = 'retry' } = this.#needs;
    const settings = parsePipe(name, properties);
    const source = this.#check(settings);
    const numbers = zero();
    const news = new News(name, clock, say);
    const log = pipeLog({ name, arn }, settings.log, clock, logs);
    const pipe = new Pipe(source, { ...this.#needs, arn, settings, log, numbers, news, random, refusals });
    await this.#pipes.get(name)?.pipe.stop();
    await pipe.begin();
    this.#pipes.set(name, { pipe, numbers, news });
    for (const header of Object.entries(settings.http.headers).filter(([, value]) => isPath(value)))
      say(`The pipe ${name} sends the header ${header.join(': ')} as it stands: Pipes takes no paths in headers.`);
    await this.#remember(name, settings.desiredState);
    if (this.#running) this.#startIfDesired(name);
    return settings;
  }

  /** Starts the pipes that are to run; the engine calls it once it listens. */
  run(): void {
    this.#running = true;
    for (const name of this.#pipes.keys()) this.#startIfDesired(name);
  }

  /** StartPipe: goes on where it stopped. */
  async start(name: string): Promise<void> {
    const { pipe } = this.#known(name);
    await this.#desire(name, 'RUNNING');
    if (this.#running) pipe.start();
  }

  /** StopPipe: stands still, also after a restart, until it is started or the template changes. */
  async stop(name: string): Promise<void> {
    const { pipe } = this.#known(name);
    await this.#desire(name, 'STOPPED');
    await pipe.stop();
  }

  status(name: string): PipeStatus {
    const { pipe, numbers, news } = this.#known(name);
    const state = pipe.running ? 'RUNNING' : 'STOPPED';
    return { state, failing: news.failing, ...(news.reason && { reason: news.reason }), ...pipe.backlog, ...numbers };
  }

  get names(): readonly string[] {
    return [...this.#pipes.keys()];
  }

  /** Stops all pipes; what is under way is finished, the rest is taken up at the next start. */
  async close(): Promise<void> {
    this.#running = false;
    this.#unlisten();
    await Promise.all([...this.#pipes.values()].map(({ pipe }) => pipe.stop()));
  }

  /** What CreatePipe checks: everything is there, and the role may use it. It writes to the dead-letter queue for a test. */
  #check({ name, roleArn, source, target, deadLetterArn, log }: PipeSettings): StreamSource {
    const { stream, events, sqs, may = () => true } = this.#needs;
    const found = stream(source);
    if (!found) throw new AwsError('ValidationException', `The pipe ${name}: the stream ${source} does not exist.`);
    if (!events.destination(target))
      throw new AwsError('ValidationException', `The pipe ${name}: the target ${target} does not exist.`);
    if (deadLetterArn && !sqs.has(deadLetterArn))
      throw new AwsError(
        'ValidationException',
        `The pipe ${name}: the dead-letter queue ${deadLetterArn} does not exist.`,
      );
    const wanted: [action: string, resource: string | undefined][] = [
      ...['DescribeStream', 'GetRecords', 'GetShardIterator'].map((action): [string, string] => [
        `dynamodb:${action}`,
        source,
      ]),
      // It takes no resource: Service Authorization Reference, DynamoDB.
      ['dynamodb:ListStreams', '*'],
      ['events:InvokeApiDestination', target],
      ['sqs:SendMessage', deadLetterArn],
      ...LOG_ACTIONS.map((action): [string, string | undefined] => [
        action,
        log.group && logStreamArn(log.group, name),
      ]),
    ];
    const missing = wanted.find(([action, resource]) => resource && !may(roleArn, action, resource));
    if (missing)
      throw new AwsError('ValidationException', `The pipe ${name}: its role may not ${missing[0]} on ${missing[1]}.`);
    return found;
  }

  #startIfDesired(name: string): void {
    const kept = this.#needs.storage.bucket(DESIRED).get(name) as Kept | undefined;
    if (kept?.desired === 'RUNNING') this.#known(name).pipe.start();
  }

  /** A template that says what it said before does not undo a StopPipe, as CloudFormation sees no change. */
  async #remember(name: string, deployed: PipeSettings['desiredState']): Promise<void> {
    const kept = this.#needs.storage.bucket(DESIRED).get(name) as Kept | undefined;
    if (kept?.deployed !== deployed) await this.#keep(name, { deployed, desired: deployed });
  }

  async #desire(name: string, desired: PipeSettings['desiredState']): Promise<void> {
    const kept = this.#needs.storage.bucket(DESIRED).get(name) as Kept;
    await this.#keep(name, { ...kept, desired });
  }

  #keep(name: string, value: Kept): Promise<void> {
    return this.#needs.storage.commit([{ bucket: DESIRED, key: name, value }]);
  }

  #known(name: string): Known {
    const known = this.#pipes.get(name);
    if (!known) throw new AwsError('NotFoundException', `Pipe ${name} does not exist.`, 404);
    return known;
  }
}
