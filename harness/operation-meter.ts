// Counts what AWS would bill for what happens in an engine: requests, invocations, DynamoDB units and AppSync operations.
import type { Laptop } from './laptop.ts';

/**
 * Billed operations: requests of the HTTP API, invocations of functions, calls of DynamoDB. `appSync` are inbound publishes, handler invocations, connections and
 * subscriptions; `deliveries` are events that were sent to subscribers.
 */
export type Operations = {
  requests: number;
  invocations: number;
  calls: number;
  readUnits: number;
  writeUnits: number;
  appSync: number;
  deliveries: number;
};

type Call = (operation: string, input: Record<string, unknown>, trace?: string) => Promise<Record<string, unknown>>;

/** Counts the operations of one engine from now on. */
export class OperationMeter {
  readonly #laptop: Laptop;
  #counts = NOTHING;
  // Entries that were appended to a log, and those that were published.
  #appended = 0;
  #published = 0;

  constructor(laptop: Laptop) {
    this.#laptop = laptop;
    this.#countDynamoDb();
    this.#countInvocations();
    this.#countAppSync();
  }

  /** The operations of an action, with the delivery of the entries that it appends. */
  async measure(action: () => Promise<unknown>): Promise<Operations> {
    await this.#settled();
    this.#counts = NOTHING;
    await action();
    await this.#settled();
    return this.#counts;
  }

  #settled(): Promise<void> {
    const { pipes } = this.#laptop.services;
    const isPublished = () => pipes.names.every((name) => pipes.status(name).waiting === 0);
    return this.#laptop.advanceUntil(
      'all entries and hints are published',
      () => this.#published >= this.#appended && isPublished(),
    );
  }

  #add(counts: Partial<Operations>): void {
    const before = this.#counts;
    this.#counts = Object.fromEntries(
      Object.entries(before).map(([name, sum]) => [name, sum + (counts[name as keyof Operations] ?? 0)]),
    ) as Operations;
  }

  #countDynamoDb(): void {
    const { dynamodb } = this.#laptop.services;
    const call: Call = dynamodb.call.bind(dynamodb);
    dynamodb.call = async (operation, input, trace) => {
      const output = await call(operation, { ...input, ReturnConsumedCapacity: 'TOTAL' }, trace);
      const consumed = [output['ConsumedCapacity'] ?? []].flat() as { CapacityUnits: number }[];
      const units = consumed.reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
      this.#add({ calls: 1, ...(/Get|Query|Scan/.test(operation) ? { readUnits: units } : { writeUnits: units }) });
      this.#appended += appendedBy(operation, input);
      return output;
    };
  }

  #countInvocations(): void {
    const { lambda } = this.#laptop.services;
    const invoke = lambda.invoke.bind(lambda);
    lambda.invoke = (name, payload, ...more) => {
      const { http } = (payload as { requestContext?: { http?: object } }).requestContext ?? {};
      this.#add({ invocations: 1, requests: http ? 1 : 0 });
      return invoke(name, payload, ...more);
    };
  }

  #countAppSync(): void {
    const { engine, services } = this.#laptop;
    const apiId = engine.outputs['EventsApi'] ?? '';
    const api = services.appSync.api(apiId);
    if (!api) throw new Error('The engine has no Event API.');
    const connect = api.authorizeConnect.bind(api);
    api.authorizeConnect = (request) => {
      this.#add({ appSync: 1 });
      return connect(request);
    };
    for (const { hooks } of api.namespaces.values()) {
      const { publish, subscribe } = hooks;
      // The operation itself, and its handler.
      if (publish)
        hooks.publish = (event) => {
          this.#add({ appSync: 2 });
          return publish(event);
        };
      if (subscribe)
        hooks.subscribe = (event) => {
          this.#add({ appSync: 2 });
          return subscribe(event);
        };
    }
    services.appSync.onPublished(apiId, ({ channel, events }) => {
      const subscribers = api.subscriptions
        .matching(channel)
        .reduce((sum, { subscriptions }) => sum + subscriptions.length, 0);
      this.#add({ deliveries: events.length * subscribers });
      if (!channel.startsWith('/signals/')) this.#published += events.length;
    });
  }
}

const NOTHING: Operations = {
  requests: 0,
  invocations: 0,
  calls: 0,
  readUnits: 0,
  writeUnits: 0,
  appSync: 0,
  deliveries: 0,
};

/** How many rows a call has added to a log: those of the log's table have a `seq`. */
function appendedBy(operation: string, { Item, TransactItems = [] }: Record<string, unknown>): number {
  const puts = operation === 'PutItem' ? [{ Put: { Item } }] : (TransactItems as { Put?: { Item: unknown } }[]);
  return puts.filter(({ Put }) => Object.hasOwn((Put?.Item as object) ?? {}, 'seq')).length;
}
