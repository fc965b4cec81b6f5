// The machine of the engine: tables with their stream, the pipe, EventBridge and AppSync, on a disk that survives restarts.

import { Hop } from '../../packages/local/fault-injection/index.ts';
import { ApiKeys, apiKeyAuthorizer } from '../../packages/local/services/appsync/auth/api-keys.ts';
import type { AuthType } from '../../packages/local/services/appsync/auth/authorization-modes.ts';
import { cognitoAuthorizer } from '../../packages/local/services/appsync/auth/cognito-authorizer.ts';
import { EventApi } from '../../packages/local/services/appsync/event-api.ts';
import { DynamoDb, dynamoDbResources } from '../../packages/local/services/dynamodb/index.ts';
import { Store } from '../../packages/local/storage/store.ts';
import { Lifetime } from '../determinism/lifetime.ts';
import type { RunContext } from '../determinism/run-context.ts';
import { POOL, parseToken } from './access-tokens.ts';
import type { Handlers } from './appsync-handlers.ts';
import { DeliveryPipe } from './delivery-pipe.ts';
import { MemoryDisk } from './memory-disk.ts';
import { resourcesOf } from './stack-template.ts';
import { StaleReads } from './stale-reads.ts';
import { IDS } from './table-names.ts';
import { WebSocketServer } from './websocket-server.ts';

const FOLDER = '/data';
/** Expiry of the pipe's API key: after the end of every run, and within the 365 days that AppSync allows. */
const KEY_EXPIRES = Date.UTC(2026, 11, 1) / 1_000;
const USERS: ReadonlySet<AuthType> = new Set(['AMAZON_COGNITO_USER_POOLS']);
const PIPE: ReadonlySet<AuthType> = new Set(['API_KEY']);
const USERS_AND_PIPE: ReadonlySet<AuthType> = new Set([...USERS, ...PIPE]);

/** What the functions that read streams use of the engine between a start and the next crash. */
export type StreamSources = {
  lifetime: Lifetime;
  storage: Store;
  dynamodb: DynamoDb;
  /** The ARNs of the tables' streams. */
  streams: Readonly<Record<'log' | 'chat', string>>;
};

/** The functions that read the streams of the tables. They tell how many records were read and are not complete. */
export interface StreamReaders {
  start(sources: StreamSources): Promise<{ readonly waiting: number }>;
}

/** The engine between a start and the next crash. */
export type RunningEngine = {
  lifetime: Lifetime;
  storage: Store;
  dynamodb: DynamoDb;
  api: EventApi;
  delivery: DeliveryPipe;
  webSocketServer: WebSocketServer;
  /** The number of records that a pipe or a function has not received yet. */
  readonly waiting: number;
};

/** A machine that can crash and start again. */
export class Machine {
  readonly #context: RunContext;
  readonly #handlers: Handlers;
  readonly #disk: MemoryDisk;
  /** Small for some seeds, so that the journal is compacted during the run. */
  readonly #compactFrom: number;
  /** Reads of its tables that need not be consistent. */
  readonly staleReads: StaleReads;
  /** The functions that read the streams of its tables. */
  streamFunctions: StreamReaders | undefined;
  #lifetime: Lifetime | undefined;
  #running: RunningEngine | undefined;

  constructor(context: RunContext, handlers: Handlers) {
    const random = context.random.branch('machine');
    this.#context = context;
    this.staleReads = new StaleReads(context);
    this.#handlers = handlers;
    this.#disk = new MemoryDisk(random);
    this.#compactFrom = random.pick([8_000, 8_000_000]);
  }

  /** The engine while it is running. */
  get running(): RunningEngine | undefined {
    return this.#running;
  }

  /** Whether it was started and has not crashed since; it may not be ready yet. */
  get isOn(): boolean {
    return this.#lifetime !== undefined && !this.#lifetime.ended;
  }

  /** Starts the engine with the content of the disk. */
  async start(): Promise<void> {
    const { clock, faults } = this.#context;
    const lifetime = new Lifetime(clock);
    this.#lifetime = lifetime;
    const disk = this.#disk.of(lifetime, () => faults.delayMs(1));
    const storage = await Store.open(FOLDER, { disk, compactFrom: this.#compactFrom });
    for (const note of storage.notes) this.#context.addTrace('engine', note.replace(/\d+ bytes after/, 'bytes after'));
    const dynamodb = new DynamoDb({ storage, clock: lifetime });
    const streams = { log: '', chat: '' };
    for (const resource of resourcesOf('AWS::DynamoDB::GlobalTable')) {
      const kind = dynamoDbResources.find(({ type }) => type === resource.type);
      const { attributes } = (await kind?.create(resource, { dynamodb, ids: IDS })) ?? {};
      const table = resource.properties['TimeToLiveSpecification'] ? 'chat' : 'log';
      streams[table] = String(attributes?.StreamArn);
    }
    const keys = new ApiKeys({ clock: lifetime, storage, keyPrefix: 'keys' });
    const key = await keys.deploy('keys/pipe', KEY_EXPIRES);
    const api = await this.#api(lifetime, keys);
    const webSocketServer = new WebSocketServer(this.#context, lifetime, api);
    const delivery = new DeliveryPipe(this.#context, {
      lifetime,
      storage,
      api,
      dynamodb,
      streams,
      key: key.id,
    });
    await delivery.start();
    const sources = await this.streamFunctions?.start({ lifetime, storage, dynamodb, streams });
    this.#running = {
      ...{ lifetime, storage, dynamodb, api, delivery, webSocketServer },
      get waiting() {
        return delivery.waiting + (sources?.waiting ?? 0);
      },
    };
    this.#context.addTrace('engine', 'is running');
  }

  /** Kills the engine, or cuts the power of its machine; clients are not notified. */
  crash(power: boolean): void {
    this.#context.addTrace('engine', power ? 'loses power' : 'is killed');
    this.#lifetime?.end();
    this.#running = undefined;
    if (power) this.#disk.cutPower();
  }

  /** Performs one DynamoDB operation; fails when the engine is down, or crashes before the response. */
  async table(operation: string, input: Record<string, unknown>): Promise<Record<string, unknown>> {
    const running = this.#running;
    if (!running) throw new Error('connect ECONNREFUSED');
    return new Promise((resolve, reject) => {
      const removeListener = running.lifetime.onEnd(() => reject(new Error('read ECONNRESET')));
      running.dynamodb.call(operation, input).then(resolve, reject).finally(removeListener);
    });
  }

  async #api(lifetime: Lifetime, keys: ApiKeys): Promise<EventApi> {
    const tokens = { verify: async (token: string) => ({ ...parseToken(token, lifetime.now()) }) };
    const api = new EventApi(
      {
        id: 'run',
        arn: IDS.arn('appsync', 'apis/run'),
        httpHost: 'run.appsync-api.us-east-1.amazonaws.com',
        realtimeHost: 'run.appsync-realtime-api.us-east-1.amazonaws.com',
        keys,
        authorizers: [apiKeyAuthorizer(keys, lifetime), cognitoAuthorizer({ userPoolId: POOL }, { tokens })],
        connectModes: USERS,
        publishModes: USERS,
        subscribeModes: USERS,
      },
      { broadcast: new Hop('broadcast', lifetime), socket: new Hop('socket', lifetime) },
      () => undefined,
    );
    // AppSync runs in the process of the tables: it ends with them, and receives no error then.
    const table = (operation: string, input: Record<string, unknown>) =>
      new Promise<Record<string, unknown>>((resolve, reject) => {
        this.table(operation, input).then(
          (output) => lifetime.run(() => resolve(output)),
          (error) => lifetime.run(() => reject(error)),
        );
      });
    for (const { name, hooks } of await this.#handlers(table))
      api.namespaces.set(name, { name, hooks, publishModes: name === 'serverlesschat' ? PIPE : USERS_AND_PIPE });
    return api;
  }
}
