// A Parley in the test's own process: the same assembly, on a clock that the test moves, with calls that it can disturb.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, ManualClock, startEngine } from '@parley/local';
import { makeAssembly, type Settings } from './assembly.ts';
import type { Addresses } from './parley-process.ts';

type Endpoints = Engine['services']['endpoints'];
type Call = Parameters<Endpoints['call']>[1];
type Answer = Awaited<ReturnType<Endpoints['call']>>;

/** What becomes of a call of the pipe's API destination; `through` lets it reach AppSync. */
export type Disturbance = (call: Call, through: () => Promise<Answer>) => Promise<Answer>;

/** An answer without a body of interest. */
export function answering(status: number, headers: Record<string, string> = {}, body = '{}'): Answer {
  return { status, headers, body: Buffer.from(body) };
}

/** Long enough for any machine: it only ends what would wait for ever. */
const PATIENCE_MS = 120_000;
const STEP_MS = 250;

/** One engine after the other on one data folder. */
export class Laptop implements AsyncDisposable {
  readonly clock = new ManualClock(Date.now());
  readonly data = mkdtempSync(join(tmpdir(), 'parley-laptop-'));
  /** What the engine said: ever, and since it began to listen. */
  readonly said: string[] = [];
  readonly lines: string[] = [];
  /** What the API destination answered, and when, in ms since the laptop was opened. */
  readonly answers: { status: number | 'none'; atMs: number }[] = [];
  /** What the repair did, each time that it succeeded. */
  readonly rotations: string[] = [];
  disturb: Disturbance | undefined;
  readonly #settings: Settings;
  readonly #openedAt = this.clock.now();
  #engine: Engine | undefined;
  #underWay = 0;
  #rotationsInFlight = 0;

  constructor(settings: Settings = {}) {
    this.#settings = settings;
  }

  static async open(settings?: Settings): Promise<Laptop> {
    const laptop = new Laptop(settings);
    await laptop.start();
    // The repair puts a connection back a minute after it was made, no sooner.
    laptop.clock.advance(60_000);
    return laptop;
  }

  /** Starts it; when it is started again, at the same address. */
  async start(): Promise<void> {
    const port = this.#engine ? Number(new URL(this.#engine.origin).port) : 0;
    const { folder } = await makeAssembly(false, this.#settings);
    const { clock, data } = this;
    const say = (line: string) => {
      this.said.push(line);
      this.lines.push(line);
    };
    this.#engine = await startEngine({ assembly: folder, data, port, clock, say });
    this.lines.length = 0;
    const { endpoints, lambda } = this.services;
    const invoke = lambda.invoke.bind(lambda);
    lambda.invoke = async (name, payload) => {
      if (!/ApiKeyRotation/.test(name)) return invoke(name, payload);
      this.#rotationsInFlight += 1;
      const answer = await invoke(name, payload).finally(() => {
        this.#rotationsInFlight -= 1;
      });
      if (!answer.error) this.rotations.push(JSON.stringify(answer.payload));
      return answer;
    };
    const call = endpoints.call.bind(endpoints);
    endpoints.call = (address, ask) => this.#watched(ask, () => call(address, ask));
  }

  async stop(): Promise<void> {
    await this.#engine?.stop();
  }

  get engine(): Engine {
    if (!this.#engine) throw new Error('The laptop was not started.');
    return this.#engine;
  }

  get services(): Engine['services'] {
    return this.engine.services;
  }

  /** What people need to know to talk here. */
  get at(): Pick<Addresses, 'api' | 'page' | 'eventsHttp' | 'eventsRealtime' | 'outputs'> {
    const { outputs } = this.engine;
    const { Api = '', Page = '', EventsHttp = '', EventsRealtime = '' } = outputs;
    return { api: Api, page: Page, eventsHttp: EventsHttp, eventsRealtime: EventsRealtime, outputs };
  }

  get pipeName(): string {
    return this.services.pipes.names[0] ?? '';
  }

  get pipe() {
    return this.services.pipes.status(this.pipeName);
  }

  get connection() {
    const [connection] = this.services.events.connections;
    if (!connection) throw new Error('There is no connection.');
    return connection;
  }

  get keys() {
    return this.services.appSync.api(this.engine.outputs['EventsApi'] ?? '')?.config.keys;
  }

  /** Everything in the engine's logs. */
  get log(): string {
    const folder = join(this.data, 'logs');
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
      .join('');
  }

  /** How many dead letters lie in the queue. */
  get deadLetters(): number {
    return this.services.sqs.queues.reduce((sum, queue) => sum + queue.counts().visible + queue.counts().inFlight, 0);
  }

  /** Asks an AWS service on this laptop as an SDK does, as the account's root. */
  async asks(service: string, target: string, input: unknown): Promise<Record<string, unknown>> {
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

  /** Moves time on, step by step; in each step the calls and repairs under way come to their end. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += STEP_MS) {
      this.clock.advance(STEP_MS);
      do await turns();
      while (this.#underWay + this.#rotationsInFlight > 0);
    }
  }

  /** Lets time pass until something holds, for at most `ms`. */
  async passUntil(what: string, holds: () => boolean, ms = 120_000): Promise<void> {
    for (let passed = 0; !holds(); passed += STEP_MS) {
      if (passed > ms) throw new Error(`After ${ms / 1_000} s it still does not hold that ${what}.`);
      await this.pass(STEP_MS);
    }
  }

  /** Lets the machine work, without moving time, until something holds. */
  async until(what: string, holds: () => boolean): Promise<void> {
    const end = performance.now() + PATIENCE_MS;
    while (!holds()) {
      if (performance.now() > end) throw new Error(`Waited in vain until ${what}.`);
      await turns();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.data, { recursive: true, force: true });
  }

  async #watched(ask: Call, call: () => Promise<Answer>): Promise<Answer> {
    const through = async () => {
      this.#underWay += 1;
      try {
        return await call();
      } finally {
        this.#underWay -= 1;
      }
    };
    const note = (status: number | 'none') => this.answers.push({ status, atMs: this.clock.now() - this.#openedAt });
    try {
      const answer = await (this.disturb?.(ask, through) ?? through());
      note(answer.status);
      return answer;
    } catch (error) {
      note('none');
      throw error;
    }
  }
}

/** A few turns of the event loop: enough for what has come over the network to be dealt with. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
