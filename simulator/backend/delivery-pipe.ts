// Delivery from the tables to AppSync: the streams, their pipes and the API destination, with faults at every hop.
import type { OutboundRequest, OutboundResponse } from '../../packages/local/http/outbound-requests.ts';
import { encodeError, toAwsError } from '../../packages/local/services/appsync/appsync-errors.ts';
import type { EventApi } from '../../packages/local/services/appsync/event-api.ts';
import { publish } from '../../packages/local/services/appsync/fan-out/publish.ts';
import { awsError, UNDOCUMENTED } from '../../packages/local/services/appsync/undocumented-behaviour.ts';
import type { DynamoDb } from '../../packages/local/services/dynamodb/index.ts';
import { EventBridge } from '../../packages/local/services/events/index.ts';
import { Pipes } from '../../packages/local/services/pipes/index.ts';
import type { StreamSource } from '../../packages/local/services/pipes/source-record.ts';
import { Sqs } from '../../packages/local/services/sqs/index.ts';
import { parseQueueSettings } from '../../packages/local/services/sqs/queue-settings.ts';
import type { Storage } from '../../packages/local/storage/store.ts';
import { Lifetime } from '../determinism/lifetime.ts';
import { limitToLifetime } from '../determinism/lifetime-guard.ts';
import type { RunContext } from '../determinism/run-context.ts';
import { resourcesOf } from './stack-template.ts';

const ARN = {
  connection: 'arn:aws:events:us-east-1:000000000000:connection/key/1',
  secret: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:events!connection/key/1-first',
  destination: 'arn:aws:events:us-east-1:000000000000:api-destination/publish/1',
  queue: 'arn:aws:sqs:us-east-1:000000000000:dead',
};
/** The pipes, by the construct of the stack: the stream that each reads, and its partition key. */
const PIPES = { Delivery: { stream: 'log', hashKey: 'channel' }, Hints: { stream: 'chat', hashKey: 'pk' } } as const;
const PIPE_NAMES = ['Delivery', 'Hints'] as const;

type DeliveryDeps = {
  lifetime: Lifetime;
  storage: Storage;
  api: EventApi;
  dynamodb: DynamoDb;
  /** The ARNs of the tables' streams. */
  streams: { log: string; chat: string };
  key: string;
};

/** The pipes of one lifetime of the engine; they can crash separately from it. */
export class DeliveryPipe {
  readonly #context: RunContext;
  readonly #deps: DeliveryDeps;
  readonly #events: EventBridge;
  readonly #sqs: Sqs;
  #pipes: Pipes | undefined;
  #pipeLifetime: Lifetime | undefined;

  constructor(context: RunContext, deps: DeliveryDeps) {
    const { lifetime, storage } = deps;
    this.#context = context;
    this.#deps = deps;
    const endpoints = { call: (_: string, ask: OutboundRequest) => this.#call(ask) };
    this.#events = new EventBridge({ clock: lifetime, storage, endpoints: limitToLifetime(lifetime, endpoints) });
    this.#sqs = new Sqs({ clock: lifetime, storage });
    this.#sqs.create('dead', parseQueueSettings('Dead', {}));
    this.#events.subscribe(({ 'detail-type': type }) => {
      context.addTrace('events', type);
      // The EventBridge rule for this event starts the repair function, after a random delay.
      if (type === 'Connection Deauthorized')
        lifetime.after(context.random.integer(5_000, 200_000), () => void this.#repair());
    });
  }

  /** Creates the connection, the destination and the pipe, and runs the pipe. */
  async start(): Promise<void> {
    await this.#events.createConnection(
      { name: 'key', arn: ARN.connection, secretArn: ARN.secret },
      authorization(this.#deps.key),
    );
    this.#events.createDestination(
      { name: 'publish', arn: ARN.destination },
      { ConnectionArn: ARN.connection, HttpMethod: 'POST', InvocationEndpoint: 'https://run/event' },
    );
    if (this.#events.connections.some(({ state }) => state === 'DEAUTHORIZED')) await this.#repair();
    await this.#startPipe();
  }

  /** Kills the pipe's process with all its state; a new one resumes at the checkpoint. */
  async crashPipe(): Promise<void> {
    this.#context.addTrace('pipe', 'is killed');
    this.#pipeLifetime?.end();
    await this.#startPipe();
  }

  /** The number of entries that were read and are not delivered yet. */
  get waiting(): number {
    return this.#pipes?.status('Delivery').waiting ?? 0;
  }

  async #startPipe(): Promise<void> {
    const { lifetime, storage, dynamodb, streams } = this.#deps;
    const pipeLifetime = new Lifetime(this.#context.clock);
    lifetime.onEnd(() => pipeLifetime.end());
    this.#pipeLifetime = pipeLifetime;
    this.#pipes = new Pipes({
      clock: pipeLifetime,
      storage: limitToLifetime(pipeLifetime, storage),
      stream: (arn) =>
        this.#source(pipeLifetime, dynamodb.stream(arn), arn === streams.log ? PIPES.Delivery : PIPES.Hints),
      events: limitToLifetime(pipeLifetime, this.#events),
      sqs: limitToLifetime(pipeLifetime, this.#sqs),
      logs: { put: () => undefined },
      say: (line) => this.#context.addTrace('pipe', line),
      random: this.#context.random.draw,
    });
    for (const name of PIPE_NAMES)
      await this.#pipes.create(
        name,
        `arn:aws:pipes:us-east-1:000000000000:pipe/${name}`,
        pipeProperties(name, streams[PIPES[name].stream]),
      );
    this.#pipes.run();
  }

  /** The stream as the pipe's poller reads it: it may return a record twice in a row. */
  #source(pipeLifetime: Lifetime, stream: StreamSource, { hashKey }: { hashKey: string }): StreamSource {
    const { faults } = this.#context;
    return {
      hashKey,
      latest: () => stream.latest(),
      onChange: (listener) => stream.onChange(() => pipeLifetime.run(listener)),
      read: (after, limit) =>
        stream
          .read(after, limit)
          .flatMap((record) => (faults.occurs('record duplicated') ? [record, record] : [record])),
    };
  }

  async #repair(): Promise<void> {
    const { AuthorizationType, AuthParameters } = authorization(this.#deps.key);
    await this.#events.update('key', AuthorizationType, AuthParameters);
  }

  /** A request from EventBridge to AppSync and its response. */
  async #call({ headers, body }: OutboundRequest): Promise<OutboundResponse> {
    const { faults, clock } = this.#context;
    await clock.sleep(faults.delayMs(10));
    if (faults.occurs('publish lost')) throw new Error('connect ETIMEDOUT');
    if (faults.occurs('publish returns 500')) return jsonResponse(500, { errors: [] });
    if (faults.occurs('publish returns 429')) return jsonResponse(429, { errors: [] });
    if (faults.occurs('publish returns 401')) return jsonResponse(401, { errors: [] });
    if (faults.occurs('publish hangs')) return new Promise(() => undefined);
    const answer = faults.occurs('publish fails inside a 200')
      ? jsonResponse(200, FAILED)
      : await this.#publish(headers, String(body));
    await clock.sleep(faults.delayMs(10));
    if (faults.occurs('publish response lost')) throw new Error('read ECONNRESET');
    return answer;
  }

  /** `POST /event`, without HTTP. */
  async #publish(headers: OutboundRequest['headers'], body: string): Promise<OutboundResponse> {
    const { api } = this.#deps;
    const authorization = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
    );
    try {
      const { channel, events } = JSON.parse(body) as { channel: unknown; events: unknown };
      const result = await publish(api, {
        channel,
        events,
        authorization,
        origin: { headers: {}, sourceIp: [] },
        signed: () => body,
        tooMany: awsError(UNDOCUMENTED.tooManyEventsHttp),
      });
      return jsonResponse(200, result);
    } catch (error) {
      const refused = toAwsError(error, (line) => this.#context.reportEngineFailure(line));
      return jsonResponse(refused.status, { errors: [encodeError(refused)] });
    }
  }
}

/** AppSync's response when it accepted a request but broadcast none of its events; the pipe sees only the 200. */
const FAILED = { failed: [{ identifier: 'x', index: 0, code: 500, message: 'Internal failure' }], successful: [] };

function jsonResponse(status: number, body: unknown): OutboundResponse {
  return { status, headers: {}, body: Buffer.from(JSON.stringify(body)) };
}

function authorization(key: string) {
  return {
    AuthorizationType: 'API_KEY',
    AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: key } },
  };
}

/** A pipe of the template, with the ARNs of this run. */
function pipeProperties(name: string, stream: string): Record<string, unknown> {
  const pipe = resourcesOf('AWS::Pipes::Pipe').find(({ logicalId }) => logicalId.startsWith(name));
  const { LogConfiguration: _, SourceParameters, ...properties } = pipe?.properties ?? {};
  const { DynamoDBStreamParameters, ...source } = SourceParameters as Record<string, object>;
  return {
    ...properties,
    RoleArn: 'arn:aws:iam::000000000000:role/pipe',
    Source: stream,
    Target: ARN.destination,
    SourceParameters: {
      ...source,
      DynamoDBStreamParameters: {
        ...DynamoDBStreamParameters,
        ...('DeadLetterConfig' in (DynamoDBStreamParameters ?? {}) && { DeadLetterConfig: { Arn: ARN.queue } }),
      },
    },
  };
}
