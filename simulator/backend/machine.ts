// The engine's machine: tables with their stream, the pipe, EventBridge and AppSync, over a disk that outlives each start.

import { Hop } from '../../packages/local/fault-injection/index.ts';
import { ApiKeys, apiKeyAuthorizer } from '../../packages/local/services/appsync/auth/api-keys.ts';
import type { AuthType } from '../../packages/local/services/appsync/auth/authorization-modes.ts';
import { cognitoAuthorizer } from '../../packages/local/services/appsync/auth/cognito-authorizer.ts';
import { EventApi } from '../../packages/local/services/appsync/event-api.ts';
import { DynamoDb, dynamoDbResources } from '../../packages/local/services/dynamodb/index.ts';
import { Store } from '../../packages/local/storage/store.ts';
import { Life } from '../determinism/lifetime.ts';
import type { World } from '../determinism/run-context.ts';
import { POOL, parseToken } from './access-tokens.ts';
import type { Handlers } from './appsync-handlers.ts';
import { Delivery } from './delivery-pipe.ts';
import { MemoryDisk } from './memory-disk.ts';
import { resourcesOf } from './stack-template.ts';
import { IDS } from './table-names.ts';
import { Listeners } from './websocket-server.ts';

const FOLDER = '/data';
/** When the pipe's key ends: no run lasts so long. */
const KEY_EXPIRES = Date.UTC(2030, 0, 1) / 1_000;
const USERS: ReadonlySet<AuthType> = new Set(['AMAZON_COGNITO_USER_POOLS']);
const PIPE: ReadonlySet<AuthType> = new Set(['API_KEY']);

/** The engine from one start to its crash. */
export type Running = {
  life: Life;
  storage: Store;
  dynamodb: DynamoDb;
  api: EventApi;
  delivery: Delivery;
  listeners: Listeners;
};

/** A machine that can crash and start again. */
export class Machine {
  readonly #world: World;
  readonly #handlers: Handlers;
  readonly #disk: MemoryDisk;
  /** Small for some seeds, so that the journal is compacted in the middle of a run. */
  readonly #compactFrom: number;
  #life: Life | undefined;
  #running: Running | undefined;

  constructor(world: World, handlers: Handlers) {
    const chance = world.chance.branch('machine');
    this.#world = world;
    this.#handlers = handlers;
    this.#disk = new MemoryDisk(chance);
    this.#compactFrom = chance.pick([8_000, 8_000_000]);
  }

  /** The engine while it is up. */
  get running(): Running | undefined {
    return this.#running;
  }

  /** Whether it was started and has not crashed since; it may not be up yet. */
  get isOn(): boolean {
    return this.#life !== undefined && !this.#life.over;
  }

  /** Starts the engine on what the disk holds. */
  async start(): Promise<void> {
    const { timeline, faults } = this.#world;
    const life = new Life(timeline);
    this.#life = life;
    const disk = this.#disk.of(life, () => faults.hopMs(1));
    const storage = await Store.open(FOLDER, { disk, compactFrom: this.#compactFrom });
    for (const note of storage.notes) this.#world.note('engine', note.replace(/\d+ bytes after/, 'bytes after'));
    const dynamodb = new DynamoDb({ storage, clock: life });
    const streams: string[] = [];
    for (const resource of resourcesOf('AWS::DynamoDB::GlobalTable')) {
      const kind = dynamoDbResources.find(({ type }) => type === resource.type);
      const { attributes } = (await kind?.create(resource, { dynamodb, ids: IDS })) ?? {};
      if (attributes?.StreamArn) streams.push(String(attributes.StreamArn));
    }
    const keys = new ApiKeys({ clock: life, storage, keyPrefix: 'keys' });
    const key = await keys.deploy('keys/pipe', KEY_EXPIRES);
    const api = await this.#api(life, keys);
    const listeners = new Listeners(this.#world, life, api);
    const delivery = new Delivery(this.#world, { life, storage, api, dynamodb, stream: streams[0] ?? '', key: key.id });
    await delivery.start();
    this.#running = { life, storage, dynamodb, api, delivery, listeners };
    this.#world.note('engine', 'is up');
  }

  /** The engine is killed, or its machine loses power; nobody is told. */
  crash(power: boolean): void {
    this.#world.note('engine', power ? 'loses power' : 'is killed');
    this.#life?.end();
    this.#running = undefined;
    if (power) this.#disk.crash();
  }

  /** Does one operation of DynamoDB; fails when the engine is not up, or crashes before it has answered. */
  async table(operation: string, input: Record<string, unknown>): Promise<Record<string, unknown>> {
    const running = this.#running;
    if (!running) throw new Error('connect ECONNREFUSED');
    return new Promise((resolve, reject) => {
      const forget = running.life.atEnd(() => reject(new Error('read ECONNRESET')));
      running.dynamodb.call(operation, input).then(resolve, reject).finally(forget);
    });
  }

  async #api(life: Life, keys: ApiKeys): Promise<EventApi> {
    const tokens = { verify: async (token: string) => ({ ...parseToken(token, life.now()) }) };
    const api = new EventApi(
      {
        id: 'run',
        arn: IDS.arn('appsync', 'apis/run'),
        httpHost: 'run.appsync-api.us-east-1.amazonaws.com',
        realtimeHost: 'run.appsync-realtime-api.us-east-1.amazonaws.com',
        keys,
        authorizers: [apiKeyAuthorizer(keys, life), cognitoAuthorizer({ userPoolId: POOL }, { tokens })],
        connectModes: USERS,
        publishModes: USERS,
        subscribeModes: USERS,
      },
      { broadcast: new Hop('broadcast', life), socket: new Hop('socket', life) },
      () => undefined,
    );
    // In one process with the tables: it does not outlive them, and is told nothing of their end.
    const table = (operation: string, input: Record<string, unknown>) =>
      new Promise<Record<string, unknown>>((resolve, reject) => {
        this.table(operation, input).then(
          (output) => life.do(() => resolve(output)),
          (error) => life.do(() => reject(error)),
        );
      });
    for (const { name, hooks } of await this.#handlers(table))
      api.namespaces.set(name, { name, hooks, ...(name === 'serverlesschat' && { publishModes: PIPE }) });
    return api;
  }
}
