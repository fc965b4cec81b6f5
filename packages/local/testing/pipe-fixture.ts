// Test fixture: a pipe with its stream, connection, API destination, dead-letter queue, and a target that answers over HTTP.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBridge } from '../services/events/index.ts';
import { Logs } from '../services/logs/index.ts';
import { type PipeStatus, Pipes, type PipesDeps } from '../services/pipes/pipes-service.ts';
import { Ids } from '../services/resource-ids.ts';
import { Sqs } from '../services/sqs/index.ts';
import { parseQueueSettings } from '../services/sqs/queue-settings.ts';
import { HttpTarget, TARGET_HOST } from './http-target.ts';
import { MemoryStorage } from './memory-storage.ts';
import { MemoryStream, STREAM_ARN } from './memory-stream.ts';
import { until, WatchedClock } from './watched-clock.ts';

export const CONNECTION_ARN = 'arn:aws:events:us-east-1:000000000000:connection/key/1';
const SECRET_ARN = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:events!connection/key/1-first';
export const DESTINATION_ARN = 'arn:aws:events:us-east-1:000000000000:api-destination/publish/1';
export const QUEUE_ARN = 'arn:aws:sqs:us-east-1:000000000000:dead';
export const PIPE_ARN = 'arn:aws:pipes:us-east-1:000000000000:pipe/chat';

/** A template whose body is the message alone, so that assertions are short. */
export const PLAIN = 'says <$.dynamodb.NewImage.message.S>';

type Fields = Record<string, unknown>;
/** Differences from the default pipe: 2 retries, no age limit, a dead-letter queue, from the oldest record. */
export type PipeOptions = {
  stream?: Fields;
  filters?: string[];
  template?: string | undefined;
  http?: Fields;
  more?: Fields;
};

export function pipeProperties({ stream, filters, template = PLAIN, http, more }: PipeOptions = {}): Fields {
  return {
    RoleArn: 'arn:aws:iam::000000000000:role/pipe',
    Source: STREAM_ARN,
    SourceParameters: {
      DynamoDBStreamParameters: {
        StartingPosition: 'TRIM_HORIZON',
        MaximumRetryAttempts: 2,
        DeadLetterConfig: { Arn: QUEUE_ARN },
        ...stream,
      },
      ...(filters && { FilterCriteria: { Filters: filters.map((Pattern) => ({ Pattern })) } }),
    },
    Target: DESTINATION_ARN,
    TargetParameters: { InputTemplate: template, ...(http && { HttpParameters: http }) },
    ...more,
  };
}

/** The services around one pipe named `chat`. `restart` recreates them on the same storage and stream. */
export class PipeFixture implements AsyncDisposable {
  readonly clock = new WatchedClock();
  readonly storage = new MemoryStorage();
  readonly stream = new MemoryStream(() => this.clock.now());
  readonly lines: string[] = [];
  readonly target: HttpTarget;
  readonly #folder: string;
  key = 'K1';
  rate = 300;
  endpoint = `https://${TARGET_HOST}/event`;
  events!: EventBridge;
  sqs!: Sqs;
  logs!: Logs;
  pipes!: Pipes;

  private constructor(target: HttpTarget, folder: string) {
    this.target = target;
    this.#folder = folder;
  }

  static async open(settings: { rate?: number; endpoint?: string } = {}): Promise<PipeFixture> {
    const fixture = new PipeFixture(await HttpTarget.open(), await mkdtemp(join(tmpdir(), 'pipe-')));
    Object.assign(fixture, settings);
    await fixture.restart();
    return fixture;
  }

  async restart(more: Partial<PipesDeps> = {}): Promise<void> {
    const { clock, storage } = this;
    this.events = new EventBridge({ clock, storage, endpoints: this.target.endpoints });
    this.sqs = new Sqs({ clock, storage });
    this.logs = new Logs({ clock, folder: this.#folder });
    this.sqs.create('dead', parseQueueSettings('Dead', {}));
    await this.deployConnection();
    const { endpoint, rate } = this;
    this.events.createDestination(
      { name: 'publish', arn: DESTINATION_ARN },
      {
        ConnectionArn: CONNECTION_ARN,
        HttpMethod: 'POST',
        InvocationEndpoint: endpoint,
        InvocationRateLimitPerSecond: rate,
      },
    );
    this.pipes = new Pipes({
      clock,
      storage,
      stream: (arn) => (arn === STREAM_ARN ? this.stream : undefined),
      events: this.events,
      sqs: this.sqs,
      logs: this.logs,
      say: (line) => this.lines.push(line),
      random: () => 0.9,
      ...more,
    });
    this.pipes.run();
  }

  /** Deploys the connection with the fixture's key, as `cdk deploy` does. */
  async deployConnection(): Promise<void> {
    await this.events.createConnection(
      { name: 'key', arn: CONNECTION_ARN, secretArn: SECRET_ARN },
      {
        AuthorizationType: 'API_KEY',
        AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: this.key } },
      },
    );
  }

  async createPipe(options: PipeOptions = {}): Promise<void> {
    await this.pipes.create('chat', PIPE_ARN, pipeProperties(options));
  }

  get status(): PipeStatus {
    return this.pipes.status('chat');
  }

  get ids(): Ids {
    return new Ids('chat');
  }

  /** Inserts a message into the stream of the log. */
  insert(message: string, channel = 'general'): void {
    this.stream.insert(channel, { message });
  }

  /** Waits until the target was called `times` times; its answer may not have arrived yet. */
  async untilCalled(times: number): Promise<void> {
    await until(
      `the target is called ${times} times (it was ${this.target.calls.length})`,
      () => this.target.calls.length >= times,
    );
  }

  /** Waits until every record is complete. */
  async untilIdle(): Promise<void> {
    await until('no record waits', () => this.status.waiting === 0);
  }

  /** Waits until `failures` attempts have failed and the pipe sleeps, then advances the clock. */
  async advanceAfter(failures: number, waitMs: number): Promise<void> {
    await until(`${failures} attempts failed`, () => this.status.failures >= failures && this.#sleeps);
    this.clock.advance(waitMs);
  }

  /** The messages in the dead-letter queue. */
  get deadLetters(): { context: Fields; DDBStreamBatchInfo: Fields }[] {
    return [...this.storage.bucket('sqs/dead').values()].map((message) =>
      JSON.parse((message as { body: string }).body),
    );
  }

  get #sleeps(): boolean {
    // The checkpoint's delay is 200 ms, and the timeout of a call is 5 s; neither counts.
    return this.clock.waits((waitMs) => waitMs !== 200 && waitMs !== 5_000).length > 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.target[Symbol.asyncDispose]();
    await this.pipes.close();
    await this.logs.flush();
    await rm(this.#folder, { recursive: true });
  }
}
