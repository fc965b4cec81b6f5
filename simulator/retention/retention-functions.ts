// The functions of a run of retentions: each request and removal is in an execution environment of its own, and the dates of all run ahead.
import { type RouteName, routeKey } from '@parley/chat';
import type { AuthenticatedUser } from '../../packages/cloud/authenticated-user.ts';
import { ApiError } from '../../packages/cloud/errors.ts';
import type { Request } from '../../packages/cloud/functions/http.ts';
import { MessageExpiry } from '../../packages/cloud/retention/message-expiry.ts';
import { Indexer } from '../../packages/cloud/search/indexer.ts';
import { SegmentCache } from '../../packages/cloud/search/segment.ts';
import { SegmentLists } from '../../packages/cloud/search/segment-list.ts';
import { DocumentClient } from '../backend/document-client.ts';
import { FUNCTIONS, type Services, servicesOf } from '../backend/function-routes.ts';
import { Machine } from '../backend/machine.ts';
import { type BucketUser, ObjectBuckets } from '../backend/object-bucket.ts';
import { TABLES } from '../backend/table-names.ts';
import type { Item } from '../checker/records.ts';
import { Lifetime } from '../determinism/lifetime.ts';
import type { RunContext } from '../determinism/run-context.ts';

const BLOCK_SIZES = [4, 16] as const;

/** The time after which a request or a run is given up: a function that has crashed does not answer. */
const TIMEOUT_MS = 20_000;

type Environment = { services: Services; user: BucketUser };
type Content = { query?: Record<string, string>; path?: Record<string, string>; body?: object };

/** Functions that fail, crash and overlap. */
export class RetentionFunctions {
  readonly machine: Machine;
  readonly buckets: ObjectBuckets;
  readonly #context: RunContext;
  /** How far the dates of the functions are ahead of the virtual clock, whose timers would take most of the run. */
  #passedMs = 0;

  constructor(context: RunContext) {
    this.#context = context;
    this.machine = new Machine(context, async () => []);
    this.buckets = new ObjectBuckets(context);
  }

  get now(): number {
    return this.#context.clock.now() + this.#passedMs;
  }

  /** Sets all dates ahead. */
  pass(ms: number): void {
    this.#passedMs += ms;
  }

  /** One request in a function of its own; undefined if it fails, crashes, or its response is lost. */
  try<Result>(request: (services: Services, user: BucketUser) => Promise<Result>): Promise<Result | undefined> {
    const failed = (error: unknown) => {
      if (!(error instanceof ApiError)) this.#context.addTrace('users', `failed: ${error}`);
      return undefined;
    };
    const ended = this.#context.clock.sleep(TIMEOUT_MS).then(() => undefined);
    const { services, user } = this.#environment();
    return Promise.race([request(services, user).catch(failed), ended]);
  }

  /** The body of the response of a route, if it is 200. */
  ask(
    name: RouteName,
    user: AuthenticatedUser,
    { query = {}, path = {}, body = {} }: Content = {},
  ): Promise<string | undefined> {
    const key = routeKey(name);
    return this.try(async (services, bucketUser) => {
      const deps = { buckets: this.buckets, user: bucketUser, blockSizes: BLOCK_SIZES };
      const handler = FUNCTIONS.get(key)?.handlerOf(services, deps);
      const response = await handler?.(requestOf(key, user, { query, path, body }));
      return response?.statusCode === 200 ? response.body : undefined;
    });
  }

  /** A run of the function that removes what has expired. */
  async remove(): Promise<void> {
    await this.try((services, user) => {
      const { rows, log, reports } = services;
      const deps = { ...rows, log, logTable: TABLES.log };
      const lists = new SegmentLists(deps);
      const store = this.buckets.segmentsOf(user);
      const indexer = new Indexer({ ...deps, store, cache: new SegmentCache(), lists, blockSizes: BLOCK_SIZES });
      return new MessageExpiry({ ...deps, reports, indexer }).run(rows.now() + TIMEOUT_MS);
    });
  }

  /** The rows of a table. */
  items(table: string): Item[] {
    return [...(this.machine.running?.storage.bucket(`dynamodb.items.${table}`)?.values() ?? [])] as Item[];
  }

  #environment(): Environment {
    const { random, clock } = this.#context;
    const lifetime = new Lifetime(clock, random.integer(-500, 500));
    const crash = () => lifetime.end();
    const services = servicesOf(new DocumentClient(this.#context, this.machine, lifetime, crash), TABLES, {
      now: () => lifetime.now() + this.#passedMs,
      random: random.draw,
      wait: (ms: number) => new Promise((resolve) => lifetime.after(ms, resolve)),
    });
    return { services, user: { lifetime, crash } };
  }
}

function requestOf(
  key: string,
  { userId, username }: AuthenticatedUser,
  { query, path, body }: Required<Content>,
): Request {
  const claims = { sub: userId, username, iat: 4_000_000_000 };
  return {
    routeKey: key,
    pathParameters: path,
    queryStringParameters: query,
    body: JSON.stringify(body),
    isBase64Encoded: false,
    requestContext: { authorizer: { jwt: { claims, scopes: [] } } },
  } as unknown as Request;
}
