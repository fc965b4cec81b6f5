// The engine: reads a template, makes its resources in order, serves them, and puts everything down again.
import { join, resolve as resolvePath } from 'node:path';
import { type Clock, systemClock } from './clock.ts';
import { EngineError } from './errors.ts';
import { CONTROL_PATH, controlApi, FaultInjection, type Rule, type Traces } from './fault-injection/index.ts';
import { openCertificate } from './http/certificate.ts';
import { Endpoints } from './http/endpoints.ts';
import { listen, trackConnections } from './http/server.ts';
import type { Published } from './services/appsync/index.ts';
import { openServices, resourceTypeOf, type Services } from './services/registry.ts';
import { ACCOUNT, REGION } from './services/resource-ids.ts';
import type { Created } from './services/resource-type.ts';
import { Store, type StoreOptions } from './storage/store.ts';
import { type Assembly, readAssembly } from './template/cloud-assembly.ts';
import { inOrder } from './template/creation-order.ts';
import { holds, resolve, type Scope } from './template/intrinsics.ts';

/** How to start an engine. */
export type EngineOptions = {
  /** A `cdk.out` folder with one stack, or a template in JSON or YAML. */
  assembly: string;
  /** The folder in which everything is kept that must survive. */
  data: string;
  /** 0 picks a free one. @default 0 */
  port?: number;
  /** Forgets everything in the data folder first. @default false */
  reset?: boolean;
  /** Sets aside what is damaged in the data folder, and goes on with the rest. @default false */
  repair?: boolean;
  /** Hears one line for each resource, and what goes wrong later. @default nobody */
  say?: (line: string) => void;
  clock?: Clock;
  /** What goes wrong from the start. @default nothing */
  faults?: { rules: readonly Rule[]; seed?: number };
  /** Lets faults be set, and traces be read, at `/_parley/` of this machine's address. @default false */
  control?: boolean;
};

/** A running engine. `outputs` are the template's, their addresses turned into this machine's. */
export type Engine = {
  readonly stack: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** `http://127.0.0.1:4100` */
  readonly origin: string;
  /** The same port with TLS: `https://127.0.0.1:4100`, and the authority for `NODE_EXTRA_CA_CERTS`. */
  readonly tls: { readonly origin: string; readonly ca: string };
  /**
   * Hears everything that the template's Event APIs broadcast, after their handlers; returns how to stop.
   *
   * @example
   * const stop = engine.published(({ channel, events }) => console.log(channel, events));
   */
  published(heard: (published: Published) => void): () => void;
  /**
   * What goes wrong on demand: `set(rules, seed)`, `clear()`, `state`.
   *
   * @example
   * engine.faults.set([{ hop: 'http', fault: 'lose-answer', first: 1 }], 42);
   */
  readonly faults: FaultInjection;
  /** The page that sets them: `http://127.0.0.1:4100/_parley/`, if `control` was asked for. */
  readonly control: string | undefined;
  /** Where messages are on their way: what each hop noted of them. */
  readonly traces: Traces;
  /** The services, for a test that looks behind them. */
  readonly services: Services;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/**
 * Starts the engine and returns when every resource is there.
 *
 * @example
 * await using engine = await startEngine({ assembly: 'cdk.out', data: '.data' });
 * console.log(engine.outputs);
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { data, port = 0, reset = false, repair = false, say = () => {}, clock = systemClock } = options;
  const assembly = readAssembly(options.assembly);
  refuseUnknown(assembly);
  const storage = await openStore(data, { reset, repair, say });
  const faults = new FaultInjection(clock);
  const undo: (() => void | Promise<void>)[] = [() => storage.close()];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const endpoints = new Endpoints();
    const certificate = await openCertificate(join(data, 'tls'));
    const server = await listen(endpoints, port, say, certificate);
    undo.push(trackConnections(server));
    const services = openServices({ assembly, storage, endpoints, clock, faults, folder: data, say });
    undo.push(
      () => services.stop(),
      () => void server.close(),
      () => endpoints.stop(),
      // First of all, so that nothing that was made to wait is waited for.
      () => faults.clear(),
    );
    const scope = await create(assembly, services, say);
    if (options.control) {
      const api = controlApi({ faults, clock, endpoints, stack: assembly.stack });
      endpoints.add(api.endpoint);
      undo.push(api.stop);
    }
    endpoints.open();
    if (options.faults) faults.set(options.faults.rules, options.faults.seed);
    services.pipes.run();
    services.rules.run();
    return {
      stack: assembly.stack,
      outputs: readOutputs(assembly, scope, endpoints),
      origin: endpoints.origin,
      tls: { origin: endpoints.origin.replace(/^http/, 'https'), ca: resolvePath(certificate.ca) },
      published: (heard) => listenToAll(scope, services, heard),
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

/** Before anything is made: every type that is not emulated, all in one sentence. */
function refuseUnknown({ template }: Assembly): void {
  const unknown = [...template.resources].filter(([, { type }]) => !resourceTypeOf(type));
  if (unknown.length === 0) return;
  const names = unknown.map(([id, { type }]) => `${type} (${id})`).join(', ');
  throw new EngineError(
    'not-emulated',
    `${names}: not emulated. packages/local/README.md lists what is; take the resource out of the template, or run it on AWS.`,
  );
}

async function openStore(folder: string, options: StoreOptions): Promise<Store> {
  const store = await Store.open(folder, options);
  for (const note of store.notes) options.say?.(note);
  return store;
}

async function create({ stack, template }: Assembly, services: Services, say: (line: string) => void): Promise<Scope> {
  const created = new Map<string, Created>();
  const scope: Scope = { template, created, pseudo: pseudoParameters(stack) };
  for (const id of inOrder(template.resources)) {
    const definition = template.resources.get(id);
    if (!definition || !holds(definition.condition, scope)) continue;
    const { type, metadata } = definition;
    const properties = resolve(definition.properties, scope) as Record<string, unknown>;
    const kind = resourceTypeOf(type);
    const made = await kind?.create({ logicalId: id, type, properties, metadata }, services);
    if (!made) continue;
    created.set(id, made);
    say(
      `  ${type.padEnd(40)} ${made.says ?? made.ref}${kind?.coverage === 'accepted' ? ' (accepted: no effect here)' : ''}`,
    );
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
  const there = [...template.outputs].filter(([, { condition }]) => holds(condition, scope));
  return Object.fromEntries(
    there.map(([name, { value }]) => [name, endpoints.localize(String(resolve(value, scope)))]),
  );
}

function listenToAll({ template, created }: Scope, { appSync }: Services, heard: (published: Published) => void) {
  const apis = [...template.resources].filter(([, { type }]) => type === 'AWS::AppSync::Api');
  const stops = apis.map(([id]) => appSync.published(created.get(id)?.attributes?.['ApiId'] ?? '', heard));
  return () => {
    for (const stop of stops) stop();
  };
}
