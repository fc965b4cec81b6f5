// From the log to AppSync: the stream, the pipe and its API destination, with the faults of every hop between them.
import type { OutboundRequest, OutboundResponse } from '../../packages/local/http/endpoints.ts';
import { encodeError, toAwsError } from '../../packages/local/services/appsync/appsync-errors.ts';
import type { EventApi } from '../../packages/local/services/appsync/event-api.ts';
import { publish } from '../../packages/local/services/appsync/fan-out/publish.ts';
import { awsError, UNDOCUMENTED } from '../../packages/local/services/appsync/undocumented-behaviour.ts';
import type { DynamoDb } from '../../packages/local/services/dynamodb/index.ts';
import { Events } from '../../packages/local/services/events/index.ts';
import { Pipes } from '../../packages/local/services/pipes/index.ts';
import type { StreamSource } from '../../packages/local/services/pipes/source-record.ts';
import { Sqs } from '../../packages/local/services/sqs/index.ts';
import { parseQueueSettings } from '../../packages/local/services/sqs/queue-settings.ts';
import type { Storage } from '../../packages/local/storage/store.ts';
import { Life } from '../determinism/lifetime.ts';
import { guarded } from '../determinism/lifetime-guard.ts';
import type { World } from '../determinism/run-context.ts';
import { resourcesOf } from './stack-template.ts';

const ARN = {
  connection: 'arn:aws:events:us-east-1:000000000000:connection/key/1',
  destination: 'arn:aws:events:us-east-1:000000000000:api-destination/publish/1',
  queue: 'arn:aws:sqs:us-east-1:000000000000:dead',
};
const PIPE = 'delivery';

type Needs = { life: Life; storage: Storage; api: EventApi; dynamodb: DynamoDb; stream: string; key: string };

/** The pipe of one life of the engine, which may crash alone. */
export class Delivery {
  readonly #world: World;
  readonly #needs: Needs;
  readonly #events: Events;
  readonly #sqs: Sqs;
  #pipes: Pipes | undefined;
  #pipeLife: Life | undefined;

  constructor(world: World, needs: Needs) {
    const { life, storage } = needs;
    this.#world = world;
    this.#needs = needs;
    const endpoints = { call: (_: string, ask: OutboundRequest) => this.#call(ask) };
    this.#events = new Events({ clock: life, storage, endpoints: guarded(life, endpoints) });
    this.#sqs = new Sqs({ clock: life, storage });
    this.#sqs.create('dead', parseQueueSettings('Dead', {}));
    this.#events.on(({ 'detail-type': type }) => {
      world.note('events', type);
      // The repair that the rule on this event starts; how long it takes is drawn.
      if (type === 'Connection Deauthorized') life.after(world.chance.whole(5_000, 200_000), () => void this.#repair());
    });
  }

  /** Makes the connection, the destination and the pipe, and lets the pipe run. */
  async start(): Promise<void> {
    await this.#events.connect({ name: 'key', arn: ARN.connection }, authorization(this.#needs.key));
    this.#events.direct(
      { name: 'publish', arn: ARN.destination },
      { ConnectionArn: ARN.connection, HttpMethod: 'POST', InvocationEndpoint: 'https://run/event' },
    );
    if (this.#events.connections.some(({ state }) => state === 'DEAUTHORIZED')) await this.#repair();
    await this.#startPipe();
  }

  /** The pipe's process is gone, with what it knew; another goes on from the checkpoint. */
  async crashPipe(): Promise<void> {
    this.#world.note('pipe', 'is killed');
    this.#pipeLife?.end();
    await this.#startPipe();
  }

  /** Records that are read and not delivered yet. */
  get waiting(): number {
    return this.#pipes?.status(PIPE).waiting ?? 0;
  }

  async #startPipe(): Promise<void> {
    const { life, storage, dynamodb, stream } = this.#needs;
    const pipeLife = new Life(this.#world.timeline);
    life.atEnd(() => pipeLife.end());
    this.#pipeLife = pipeLife;
    this.#pipes = new Pipes({
      clock: pipeLife,
      storage: guarded(pipeLife, storage),
      stream: () => this.#source(pipeLife, dynamodb.stream(stream)),
      events: guarded(pipeLife, this.#events),
      sqs: guarded(pipeLife, this.#sqs),
      logs: { put: () => undefined },
      say: (line) => this.#world.note('pipe', line),
      random: this.#world.chance.draw,
    });
    await this.#pipes.create(PIPE, 'arn:aws:pipes:us-east-1:000000000000:pipe/delivery', pipeProperties(stream));
    this.#pipes.run();
  }

  /** The stream as the pipe's poller sees it: a record may be handed over twice in a row. */
  #source(pipeLife: Life, stream: StreamSource): StreamSource {
    const { faults } = this.#world;
    return {
      hashKey: 'channel',
      latest: () => stream.latest(),
      onChange: (listener) => stream.onChange(() => pipeLife.do(listener)),
      read: (after, limit) =>
        stream.read(after, limit).flatMap((record) => (faults.strikes('record twice') ? [record, record] : [record])),
    };
  }

  async #repair(): Promise<void> {
    const { AuthorizationType, AuthParameters } = authorization(this.#needs.key);
    await this.#events.update('key', AuthorizationType, AuthParameters);
  }

  /** The way from EventBridge to AppSync and back. */
  async #call({ headers, body }: OutboundRequest): Promise<OutboundResponse> {
    const { faults, timeline } = this.#world;
    await timeline.rest(faults.hopMs(10));
    if (faults.strikes('publish lost')) throw new Error('connect ETIMEDOUT');
    if (faults.strikes('publish answers 500')) return answered(500, { errors: [] });
    if (faults.strikes('publish answers 429')) return answered(429, { errors: [] });
    if (faults.strikes('publish answers 401')) return answered(401, { errors: [] });
    if (faults.strikes('publish hangs')) return new Promise(() => undefined);
    const answer = faults.strikes('publish fails in a 200')
      ? answered(200, FAILED)
      : await this.#publish(headers, String(body));
    await timeline.rest(faults.hopMs(10));
    if (faults.strikes('publish answer lost')) throw new Error('read ECONNRESET');
    return answer;
  }

  /** `POST /event`, without the HTTP around it. */
  async #publish(headers: OutboundRequest['headers'], body: string): Promise<OutboundResponse> {
    const { api } = this.#needs;
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
      return answered(200, result);
    } catch (error) {
      const refused = toAwsError(error, (line) => this.#world.fault(line));
      return answered(refused.status, { errors: [encodeError(refused)] });
    }
  }
}

/** What AppSync answers when it has taken a request and broadcast nothing of it; the pipe sees the 200 alone. */
const FAILED = { failed: [{ identifier: 'x', index: 0, code: 500, message: 'Internal failure' }], successful: [] };

function answered(status: number, body: unknown): OutboundResponse {
  return { status, headers: {}, body: Buffer.from(JSON.stringify(body)) };
}

function authorization(key: string) {
  return {
    AuthorizationType: 'API_KEY',
    AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: key } },
  };
}

/** The template's pipe, with the ARNs of this run. */
function pipeProperties(stream: string): Record<string, unknown> {
  const [pipe] = resourcesOf('AWS::Pipes::Pipe');
  const { LogConfiguration: _, SourceParameters, ...properties } = pipe?.properties ?? {};
  const { DynamoDBStreamParameters, ...source } = SourceParameters as Record<string, object>;
  return {
    ...properties,
    RoleArn: 'arn:aws:iam::000000000000:role/pipe',
    Source: stream,
    Target: ARN.destination,
    SourceParameters: {
      ...source,
      DynamoDBStreamParameters: { ...DynamoDBStreamParameters, DeadLetterConfig: { Arn: ARN.queue } },
    },
  };
}
