// The engine: reads a template, creates its resources in order, serves them, and shuts everything down again.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve as resolvePath } from 'node:path';
import { type Clock, systemClock } from './clock.ts';
import { CONTROL_PATH, controlApi, FaultInjection, type Rule, type Traces } from './fault-injection/index.ts';
import { hotSwapper } from './hot-swap.ts';
import { openCertificate } from './http/certificate.ts';
import { Endpoints } from './http/endpoints.ts';
import { PublicOrigins } from './http/public-origins.ts';
import { listen, trackConnections } from './http/server.ts';
import { isRefused } from './refusals.ts';
import type { PublishedEvents } from './services/appsync/index.ts';
import { openServices, type Services, type StackServices } from './services/registry.ts';
import { type CreatedStack, createStacks, pseudoParameters, type ResourceCreated } from './stack-creation.ts';
import { Store, type StoreOptions } from './storage/store.ts';
import { readAssemblies } from './template/cloud-assembly.ts';
import type { GivenParameters } from './template/parameters.ts';

/** How to start an engine. */
export type EngineOptions = {
  /** A `cdk.out` folder, or a template in JSON or YAML. */
  assembly: string;
  /** Runs only this stack of a folder, and those that it depends on. @default all stacks */
  stack?: string;
  /** The values of the template's parameters: `{ Stage: 'dev' }`. @default the `Default` of each */
  parameters?: GivenParameters;
  /** The folder that stores everything that must survive a restart. @default a temporary one, deleted when the engine stops */
  data?: string;
  /**
   * The public names of a reverse proxy in front of the engine: `['https://events.example.test']`. Outputs have the first one.
   * @default none
   */
  origins?: readonly string[];
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

/** A running engine. `outputs` are the template's, with this machine's addresses in place of AWS's. */
export type Engine = {
  /** The names of the stacks that run, separated by commas. */
  readonly stack: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** `http://127.0.0.1:4100` */
  readonly origin: string;
  /** The public names, without a path. */
  readonly origins: readonly string[];
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
  readonly services: StackServices;
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
  const { port = 0, reset = false, repair = false, say = () => {}, clock = systemClock } = options;
  const origins = new PublicOrigins(options.origins);
  const assemblies = readAssemblies(options.assembly, options);
  // A template that is refused is created nowhere: only what else is refused is collected.
  const folder = isRefused(assemblies, pseudoParameters) ? undefined : options.data;
  const faults = new FaultInjection(clock);
  const cleanup: (() => void | Promise<void>)[] = [];
  const stop = async () => {
    for (const step of cleanup.splice(0).reverse()) await step();
  };
  try {
    const data = folder ?? temporaryFolder(cleanup);
    const storage = await openStore(data, { reset, repair, say });
    cleanup.push(() => storage.close());
    const endpoints = new Endpoints(origins);
    const certificate = await openCertificate(join(data, 'tls'));
    const server = await listen(endpoints, port, say, certificate);
    cleanup.push(trackConnections(server));
    const { functionEnvironment = {} } = options;
    const services = openServices({
      assemblies,
      storage,
      endpoints,
      clock,
      faults,
      folder: data,
      authority: readFileSync(certificate.ca, 'utf8'),
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
    const stacks = await createStacks(assemblies, services, options.onResource);
    const stack = stacks.map(({ assembly }) => assembly.stack).join(', ');
    if (options.control) {
      const api = controlApi({ faults, clock, endpoints, stack });
      endpoints.add(api.endpoint);
      cleanup.push(api.stop);
    }
    endpoints.open();
    if (options.faults) faults.set(options.faults.rules, options.faults.seed);
    services.pipes.run();
    services.eventSources.run();
    services.rules.run();
    services.s3.run();
    return {
      stack,
      outputs: readOutputs(stacks, endpoints),
      origin: endpoints.origin,
      origins: endpoints.public.all,
      tls: { origin: endpoints.origin.replace(/^http/, 'https'), ca: resolvePath(certificate.ca) },
      onPublished: (listener) => onPublished(services, listener),
      hotSwap: hotSwapper(stacks, options),
      faults,
      control: options.control ? `${endpoints.origin}${CONTROL_PATH}/` : undefined,
      traces: faults.traces,
      services: (stacks[0] as CreatedStack).services,
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function temporaryFolder(cleanup: (() => void)[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-local-'));
  cleanup.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function openStore(folder: string, options: StoreOptions): Promise<Store> {
  const store = await Store.open(folder, options);
  for (const note of store.notes) options.say?.(note);
  return store;
}

/** The outputs with this machine's addresses; those of several stacks begin with the name of theirs, as `cdk deploy` prints them. */
function readOutputs(stacks: readonly CreatedStack[], endpoints: Endpoints): Record<string, string> {
  const named = stacks.flatMap(({ assembly, outputs }) =>
    Object.entries(outputs).map(([name, value]) => [stacks.length > 1 ? `${assembly.stack}.${name}` : name, value]),
  );
  return Object.fromEntries(named.map(([name, value = '']) => [name, endpoints.localize(value)]));
}

function onPublished({ appSync }: Services, listener: (published: PublishedEvents) => void) {
  const stops = appSync.apiIds.map((id) => appSync.onPublished(id, listener));
  return () => {
    for (const stop of stops) stop();
  };
}
