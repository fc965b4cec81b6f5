// A running Parley of a test's own: the real command, on a free port, with a data folder that goes when the test ends.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from './assembly.ts';

/** What `npm start -- --json` prints. */
export type Addresses = {
  page: string;
  api: string;
  eventsHttp: string;
  eventsRealtime: string;
  issuer: string;
  breakTheNetwork: string;
  outputs: Record<string, string>;
  startedInMs: number;
};

/** Options under which one person may say more in a minute than people do. */
export const MANY = ['--messages-per-minute', '100000'];

/** One Parley: started, killed, started again on the same data and the same port. */
export class Parley {
  readonly data = mkdtempSync(join(tmpdir(), 'parley-e2e-'));
  #child: ChildProcess | undefined;
  #addresses: Addresses | undefined;
  #said = '';
  #options: readonly string[] = [];

  get at(): Addresses {
    if (!this.#addresses) throw new Error('Parley was not started.');
    return this.#addresses;
  }

  /** Everything that it printed beside the line of JSON. */
  get said(): string {
    return this.#said;
  }

  /** With these options, also when it is started again. */
  static async started(...options: string[]): Promise<Parley> {
    const parley = new Parley();
    parley.#options = options;
    await parley.start();
    return parley;
  }

  async start(...options: string[]): Promise<void> {
    const port = this.#addresses ? new URL(this.#addresses.page).port : '0';
    const args = [
      join(ROOT, 'bin/start.ts'),
      '--json',
      '--port',
      port,
      '--data',
      this.data,
      ...this.#options,
      ...options,
    ];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    child.stderr.on('data', (text) => {
      this.#said += text;
    });
    for await (const line of createInterface(child.stdout)) {
      this.#addresses = JSON.parse(line) as Addresses;
      return;
    }
    throw new Error(`Parley did not start:\n${this.#said}`);
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Ends it as a power cut would: no time to tidy up. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Ends it as Ctrl+C does; returns its exit status. */
  async stop(): Promise<number | null> {
    await this.#end('SIGTERM');
    return this.#child?.exitCode ?? null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end('SIGTERM');
    rmSync(this.data, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  }
}
