// The engine: reads a template, creates its resources in order, serves them, and shuts everything down again.
import { join, resolve as resolvePath } from 'node:path';
import { type Clock, systemClock } from './clock.ts';
import { EngineError } from './errors.ts';
import { CONTROL_PATH, controlApi, FaultInjection, type Rule, type Traces } from './fault-injection/index.ts';
import { hotSwapper } from './hot-swap.ts';
import { openCertificate } from './http/certificate.ts';
import { Endpoints } from './http/endpoints.ts';
import { listen, trackConnections } from './http/server.ts';
import type { PublishedEvents } from './services/appsync/index.ts';
import { openServices, resourceTypeOf, type Services } from './services/registry.ts';
import { ACCOUNT, REGION } from './services/resource-ids.ts';
import type { Created } from './services/resource-type.ts';
import { Store, type StoreOptions } from './storage/store.ts';
import { type Assembly, readAssembly } from './template/cloud-assembly.ts';
import type { Definition } from './template/cloudformation-template.ts';
import { creationOrder } from './template/creation-order.ts';
import { conditionHolds, resolve, type Scope } from './template/intrinsics.ts';

/** How to start an engine. */
export type EngineOptions = {
  /** A `cdk.out` folder with one stack, or a template in JSON or YAML. */
  assembly: string;
  /** The folder that stores everything that must survive a restart. */
  data: string;
  /** 0 picks a free one. @default 0 */
  port?: number;
  /** Erases everything in the data folder first. @default false */
  reset?: boolean;
  /** Moves damaged pieces of the data folder aside and continues with the rest. @default false */
  repair?: boolean;
  /** Receives a line for each problem that occurs while the engine runs. @default none */
  say?: (line: string) => void;
  /** Called after each resource is created. @default none */
  onResource?: (resource: ResourceCreated) => void;
  clock?: Clock;
  /** Environment variables of all functions, beyond those of the template. @default none */
  functionEnvironment?: Readonly<Record<string, string>>;
  /** Faults that are injected from the start. @default none */
  faults?: { rules: readonly Rule[]; seed?: number };
  /** Serves the page that sets faults and shows traces, at `/_parley/` of this machine's address. @default false */
  control?: boolean;
};

/** A resource that the engine has just created; `accepted`: it has no effect at run time. `position` counts from 1 to `total`. */
export type ResourceCreated = {
  logicalId: string;
  type: string;
  description: string;
  accepted: boolean;
  position: number;
  total: number;
};

/** A running engine. `outputs` are the template's, with this machine's addresses in place of AWS's. */
export type Engine = {
  readonly stack: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** `http://127.0.0.1:4100` */
  readonly origin: string;
  /** The same port with TLS: `https://127.0.0.1:4100`, and the authority for `NODE_EXTRA_CA_CERTS`. */
  readonly tls: { readonly origin: string; readonly ca: string };
  /**
   * Calls a listener with every event that the template's Event APIs broadcast, after their handlers. Returns a function
   * that removes it.
   *
   * @example
   * const stop = engine.onPublished(({ channel, events }) => console.log(channel, events));
   */
  onPublished(listener: (published: PublishedEvents) => void): () => void;
  /**
   * Replaces the code of functions and handlers and the deployed files by those of another assembly of the same stack, without a
   * restart: connections and stored data stay. Resolves to the logical ids that were updated. Throws `restart-needed` without
   * changing anything when something else differs.
   */
  hotSwap(assembly: string): Promise<string[]>;
  /**
   * Fault injection: `set(rules, seed)`, `clear()`, `state`.
   *
   * @example
   * engine.faults.set([{ hop: 'http', fault: 'lose-answer', first: 1 }], 42);
   */
  readonly faults: FaultInjection;
  /** The page that sets faults: `http://127.0.0.1:4100/_parley/`; undefined without the option `control`. */
  readonly control: string | undefined;
  /** The traces of messages: the events that each hop recorded. */
  readonly traces: Traces;
  /** The services themselves, for tests. */
  readonly services: Services;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/**
 * Starts the engine; resolves when every resource has been created.
 *
 * @example
 * await using engine = await startEngine({ assembly: 'cdk.out', data: '.data' });
 * console.log(engine.outputs);
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { data, port = 0, reset = false, repair = false, say = () => {}, clock = systemClock } = options;
  const assembly = readAssembly(options.assembly);
  rejectUnknownTypes(assembly);
  const storage = await openStore(data, { reset, repair, say });
  const faults = new FaultInjection(clock);
  const cleanup: (() => void | Promise<void>)[] = [() => storage.close()];
  const stop = async () => {
    for (const step of cleanup.splice(0).reverse()) await step();
  };
  try {
    const endpoints = new Endpoints();
    const certificate = await openCertificate(join(data, 'tls'));
    const server = await listen(endpoints, port, say, certificate);
    cleanup.push(trackConnections(server));
    const { functionEnvironment = {} } = options;
    const services = openServices({
      assembly,
      storage,
      endpoints,
      clock,
      faults,
      folder: data,
      functionEnvironment,
      say,
    });
    cleanup.push(
      () => services.stop(),
      () => void server.close(),
      () => endpoints.stop(),
      // First of all, so that shutdown does not wait for injected delays.
      () => faults.clear(),
    );
    const scope = await create(assembly, services, options.onResource);
    if (options.control) {
      const api = controlApi({ faults, clock, endpoints, stack: assembly.stack });
      endpoints.add(api.endpoint);
      cleanup.push(api.stop);
    }
    endpoints.open();
    if (options.faults) faults.set(options.faults.rules, options.faults.seed);
    services.pipes.run();
    services.eventSources.run();
    services.rules.run();
    return {
      stack: assembly.stack,
      outputs: readOutputs(assembly, scope, endpoints),
      origin: endpoints.origin,
      tls: { origin: endpoints.origin.replace(/^http/, 'https'), ca: resolvePath(certificate.ca) },
      onPublished: (listener) => onPublished(scope, services, listener),
      hotSwap: hotSwapper(assembly, scope, services),
      faults,
      control: options.control ? `${endpoints.origin}${CONTROL_PATH}/` : undefined,
      traces: faults.traces,
      services,
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Rejects a template before anything is created: one sentence names every type that is not emulated. */
function rejectUnknownTypes({ template }: Assembly): void {
  const unknown = [...template.resources].filter(([, { type }]) => !resourceTypeOf(type));
  if (unknown.length === 0) return;
  const names = unknown.map(([id, { type }]) => `${type} (${id})`).join(', ');
  throw new EngineError(
    'not-emulated',
    `${names}: not emulated. packages/local/README.md lists what is. Remove the resource from the template, or run the template on AWS.`,
  );
}

async function openStore(folder: string, options: StoreOptions): Promise<Store> {
  const store = await Store.open(folder, options);
  for (const note of store.notes) options.say?.(note);
  return store;
}

async function create(
  { stack, template }: Assembly,
  services: Services,
  onResource: EngineOptions['onResource'],
): Promise<Scope> {
  const created = new Map<string, Created>();
  const scope: Scope = { template, created, pseudo: pseudoParameters(stack) };
  const ids = creationOrder(template.resources).filter((id) =>
    conditionHolds(template.resources.get(id)?.condition, scope),
  );
  for (const [index, logicalId] of ids.entries()) {
    const { type, metadata, properties: unresolved } = template.resources.get(logicalId) as Definition;
    const properties = resolve(unresolved, scope) as Record<string, unknown>;
    const resourceType = resourceTypeOf(type);
    const made = await resourceType?.create({ logicalId, type, properties, metadata }, services);
    if (!made) continue;
    created.set(logicalId, made);
    const accepted = resourceType?.coverage === 'accepted';
    const description = made.summary ?? made.ref;
    onResource?.({ logicalId, type, description, accepted, position: index + 1, total: ids.length });
  }
  return scope;
}

function pseudoParameters(stack: string): Record<string, string> {
  return {
    'AWS::AccountId': ACCOUNT,
    'AWS::Region': REGION,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack,
    'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${stack}/local`,
  };
}

function readOutputs({ template }: Assembly, scope: Scope, endpoints: Endpoints): Record<string, string> {
  const outputs = [...template.outputs].filter(([, { condition }]) => conditionHolds(condition, scope));
  return Object.fromEntries(
    outputs.map(([name, { value }]) => [name, endpoints.localize(String(resolve(value, scope)))]),
  );
}

function onPublished(
  { template, created }: Scope,
  { appSync }: Services,
  listener: (published: PublishedEvents) => void,
) {
  const apis = [...template.resources].filter(([, { type }]) => type === 'AWS::AppSync::Api');
  const stops = apis.map(([id]) => appSync.onPublished(created.get(id)?.attributes?.['ApiId'] ?? '', listener));
  return () => {
    for (const stop of stops) stop();
  };
}
