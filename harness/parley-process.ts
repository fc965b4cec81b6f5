// Runs `npm start` for a test: in its own process, on a free port, with a data folder that is deleted afterwards.
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
  tls: { origin: string; ca: string };
  outputs: Record<string, string>;
  startedInMs: number;
};

/** Options that raise the rate limit of one user far above what users post. */
export const HIGH_MESSAGE_RATE = ['--messages-per-minute', '100000'];

/** A Parley that can be killed and restarted on the same data and port. */
export class Parley {
  readonly data = mkdtempSync(join(tmpdir(), 'parley-e2e-'));
  #child: ChildProcess | undefined;
  #addresses: Addresses | undefined;
  #output = '';
  #options: readonly string[] = [];

  get addresses(): Addresses {
    if (!this.#addresses) throw new Error('Parley was not started.');
    return this.#addresses;
  }

  /** Everything that it printed to standard error. */
  get output(): string {
    return this.#output;
  }

  /** Starts a Parley with options that apply to every restart. */
  static async launch(...options: string[]): Promise<Parley> {
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
      this.#output += text;
    });
    for await (const line of createInterface(child.stdout)) {
      this.#addresses = JSON.parse(line) as Addresses;
      return;
    }
    throw new Error(`Parley did not start:\n${this.#output}`);
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Kills the process, without a clean shutdown. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Stops it like Ctrl+C; returns its exit status. */
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
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await exited;
  }
}
