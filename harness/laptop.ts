// Runs the engine in the process of the test: the same assembly, on a manual clock, with requests that the test can intercept.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Engine, ManualClock, startEngine } from '@parley/local';
import { makeAssembly, type Settings } from './assembly.ts';
import type { Addresses } from './parley-process.ts';
import { WAIT_MAX_MS } from './until.ts';

type Endpoints = Engine['services']['endpoints'];
type Call = Parameters<Endpoints['call']>[1];
type Answer = Awaited<ReturnType<Endpoints['call']>>;

/** Handles a request of the pipe's API destination instead of AppSync; `forward` sends it to AppSync. */
export type Interceptor = (call: Call, forward: () => Promise<Answer>) => Promise<Answer>;

/** A response of the intercepted API destination. */
export function respondWith(status: number, headers: Record<string, string> = {}, body = '{}'): Answer {
  return { status, headers, body: Buffer.from(body) };
}

const STEP_MS = 250;

/** An engine that can be stopped and restarted on one data folder. */
export class Laptop implements AsyncDisposable {
  readonly clock = new ManualClock(Date.now());
  readonly data = mkdtempSync(join(tmpdir(), 'parley-laptop-'));
  /** What the engine printed: in total, and since its last start. */
  readonly output: string[] = [];
  readonly lines: string[] = [];
  /** Responses to the API destination's requests, with their time in ms since the laptop was opened. */
  readonly deliveryResponses: { status: number | 'none'; atMs: number }[] = [];
  /** What the repair did, each time that it succeeded. */
  readonly rotations: string[] = [];
  intercept: Interceptor | undefined;
  readonly #settings: Settings;
  readonly #functionEnvironment: Readonly<Record<string, string>>;
  readonly #openedAt = this.clock.now();
  #engine: Engine | undefined;
  #pendingRequests = 0;
  #invocationsInFlight = 0;

  constructor(settings: Settings = {}, functionEnvironment: Readonly<Record<string, string>> = {}) {
    this.#settings = settings;
    this.#functionEnvironment = functionEnvironment;
  }

  static async open(settings?: Settings, functionEnvironment?: Readonly<Record<string, string>>): Promise<Laptop> {
    const laptop = new Laptop(settings, functionEnvironment);
    await laptop.start();
    // The repair puts a connection back a minute after it was made, no sooner.
    laptop.clock.advance(60_000);
    return laptop;
  }

  /** Starts the engine; a restart uses the same address. */
  async start(): Promise<void> {
    const port = this.#engine ? Number(new URL(this.#engine.origin).port) : 0;
    const { folder } = await makeAssembly(false, this.#settings);
    const { clock, data } = this;
    const functionEnvironment = this.#functionEnvironment;
    const say = (line: string) => {
      this.output.push(line);
      this.lines.push(line);
    };
    this.#engine = await startEngine({ assembly: folder, data, port, clock, functionEnvironment, say });
    this.lines.length = 0;
    const { endpoints, lambda } = this.services;
    const invoke = lambda.invoke.bind(lambda);
    lambda.invoke = async (name, payload, ...more) => {
      if (!/ApiKeyRotation|Notify|FilesDelete/.test(name)) return invoke(name, payload, ...more);
      this.#invocationsInFlight += 1;
      const answer = await invoke(name, payload).finally(() => {
        this.#invocationsInFlight -= 1;
      });
      if (!answer.error && /ApiKeyRotation/.test(name)) this.rotations.push(JSON.stringify(answer.payload));
      return answer;
    };
    const call = endpoints.call.bind(endpoints);
    endpoints.call = (address, request) => this.#observe(request, () => call(address, request));
  }

  async stop(): Promise<void> {
    await this.#engine?.stop();
  }

  get engine(): Engine {
    if (!this.#engine) throw new Error('The engine was not started.');
    return this.#engine;
  }

  get services(): Engine['services'] {
    return this.engine.services;
  }

  /** The addresses that users need. */
  get addresses(): Pick<Addresses, 'api' | 'page' | 'eventsHttp' | 'eventsRealtime' | 'outputs'> {
    const { outputs } = this.engine;
    const { Api = '', Page = '', EventsHttp = '', EventsRealtime = '' } = outputs;
    return { api: Api, page: Page, eventsHttp: EventsHttp, eventsRealtime: EventsRealtime, outputs };
  }

  /** The pipe of the log. */
  get pipeName(): string {
    return this.services.pipes.names.find((name) => name.includes('Delivery')) ?? '';
  }

  get pipe() {
    return this.services.pipes.status(this.pipeName);
  }

  get connection() {
    const [connection] = this.services.events.connections;
    if (!connection) throw new Error('The engine has no EventBridge connection.');
    return connection;
  }

  get keys() {
    return this.services.appSync.api(this.engine.outputs['EventsApi'] ?? '')?.config.keys;
  }

  /** The content of the engine's logs. */
  get log(): string {
    const folder = join(this.data, 'logs');
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
      .join('');
  }

  /** The number of messages in the dead-letter queue. */
  get deadLetters(): number {
    return this.services.sqs.queues.reduce((sum, queue) => sum + queue.counts().visible + queue.counts().inFlight, 0);
  }

  /** Sends a request to an AWS service of the engine as an SDK does, as the account's root. */
  async requests(service: string, target: string, input: unknown): Promise<Record<string, unknown>> {
    const answer = await fetch(`${this.engine.origin}/_aws/${service}`, {
      method: 'POST',
      headers: {
        'x-amz-target': target,
        'content-type': 'application/x-amz-json-1.0',
        authorization:
          'AWS4-HMAC-SHA256 Credential=test/20261123/us-east-1/x/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: JSON.stringify(input),
    });
    const body = (await answer.json()) as Record<string, unknown>;
    if (!answer.ok) throw new Error(`${target}: ${JSON.stringify(body)}`);
    return body;
  }

  /** Moves time on, step by step; in each step the calls, repairs and notifications under way come to their end. */
  async advance(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += STEP_MS) {
      this.clock.advance(STEP_MS);
      await turns();
      while (this.#pendingRequests + this.#invocationsInFlight > 0) await shortWait();
    }
  }

  /**
   * Advances time until a condition is true, by at most `ms`. On a busy machine that time may have passed before the work of its
   * first steps is done, so the condition then has real time too.
   */
  async advanceUntil(description: string, condition: () => boolean, ms = 120_000): Promise<void> {
    for (let passed = 0; passed <= ms && !condition(); passed += STEP_MS) await this.advance(STEP_MS);
    await this.until(`${description} (${ms / 1_000} s of virtual time have passed)`, condition);
  }

  /** Waits for a condition without advancing time. */
  async until(description: string, condition: () => boolean): Promise<void> {
    const end = performance.now() + WAIT_MAX_MS;
    while (!condition()) {
      if (performance.now() > end)
        throw new Error(`After ${WAIT_MAX_MS / 1_000} s it is still not true that ${description}.`);
      await shortWait();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.data, { recursive: true, force: true });
  }

  async #observe(request: Call, call: () => Promise<Answer>): Promise<Answer> {
    const forward = async () => {
      this.#pendingRequests += 1;
      try {
        return await call();
      } finally {
        this.#pendingRequests -= 1;
      }
    };
    const record = (status: number | 'none') =>
      this.deliveryResponses.push({ status, atMs: this.clock.now() - this.#openedAt });
    try {
      const answer = await (this.intercept?.(request, forward) ?? forward());
      record(answer.status);
      return answer;
    } catch (error) {
      record('none');
      throw error;
    }
  }
}

/** A few turns of the event loop: enough to process what has arrived over the network. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Leaves the processor to the functions' threads: turns of the event loop alone would keep one core busy. */
async function shortWait(): Promise<void> {
  await sleep(1);
  await turns();
}
