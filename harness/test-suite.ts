// Opens what all tests of a file share, and closes it after them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { parseArgs } from 'node:util';
import { startEngine } from '@parley/local';
import type { Browser } from 'playwright-core';
import { makeAssembly, parseStackOptions, type Settings, STACK_OPTIONS } from './assembly.ts';
import { launchBrowser } from './browser-window.ts';
import { Laptop } from './laptop.ts';
import { type Addresses, Parley } from './parley-process.ts';
import { addressesOf } from './running-file.ts';
import { signInUsers, type TestUser } from './test-user.ts';

type UsersOf<Names extends readonly string[]> = { -readonly [Index in keyof Names]: TestUser };

/** Runs Parley in its own process, which tests may kill, and signs users in. */
export async function openParleySuite<const Names extends readonly string[]>(
  usernames: Names,
  ...options: string[]
): Promise<{ parley: Parley; users: UsersOf<Names> }> {
  const parley = await Parley.launch(...options);
  after(() => parley[Symbol.asyncDispose]());
  return { parley, users: await signInUsers(parley, ...usernames) };
}

/** Runs the engine in the process of the tests, on the clock of the machine, and signs users in. */
export async function openEngineSuite<const Names extends readonly string[]>(
  usernames: Names,
  ...options: string[]
): Promise<{ parley: RunningParley; users: UsersOf<Names> }> {
  const parley = await startParley(options);
  after(() => parley[Symbol.asyncDispose]());
  return { parley, users: await signInUsers(parley, ...usernames) };
}

/** Runs the engine in the process of the tests, on a manual clock, and signs users in. */
export async function openLaptopSuite<const Names extends readonly string[]>(
  usernames: Names,
  settings?: Settings,
  functionEnvironment?: Readonly<Record<string, string>>,
): Promise<{ laptop: Laptop; users: UsersOf<Names> }> {
  const laptop = await Laptop.open(settings, functionEnvironment);
  after(() => laptop[Symbol.asyncDispose]());
  return { laptop, users: await signInUsers(laptop, ...usernames) };
}

/**
 * Runs the engine in the process of the tests, on the clock of the machine, and opens the browser that the files of a process
 * share. The windows of a file are closed after its tests. `options` are those of `npm start`.
 */
export async function openBrowserSuite(...options: string[]): Promise<{ parley: RunningParley; browser: Browser }> {
  const [parley, { browser, close }] = await Promise.all([startParley(options), useBrowser()]);
  after(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await close();
    await parley[Symbol.asyncDispose]();
  });
  return { parley, browser };
}

/** An engine in the process of the tests. */
type RunningParley = AsyncDisposable & { readonly addresses: Omit<Addresses, 'startedInMs'> };

async function startParley(args: string[]): Promise<RunningParley> {
  const { values } = parseArgs({ args, options: STACK_OPTIONS });
  const { folder: assembly } = await makeAssembly(false, parseStackOptions(values));
  const data = mkdtempSync(join(tmpdir(), 'parley-e2e-'));
  const engine = await startEngine({ assembly, data, port: 0, control: true, say: () => undefined });
  return {
    addresses: addressesOf(engine),
    async [Symbol.asyncDispose]() {
      await engine.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

let shared: { browser: Promise<Browser>; users: number } | undefined;

/** How many keep the browser open although no file uses it. */
let keepers = 0;

/** A browser that all its present users share; the last one that calls `close` closes it, unless it is kept. */
export async function useBrowser(): Promise<{ browser: Browser; close: () => Promise<void> }> {
  shared ??= { browser: launchBrowser(), users: 0 };
  const own = shared;
  own.users += 1;
  return {
    browser: await own.browser,
    async close() {
      own.users -= 1;
      await closeUnused();
    },
  };
}

/** Keeps the browser open from one file to the next; returns how to close it. */
export function keepBrowser(): () => Promise<void> {
  keepers += 1;
  return async () => {
    keepers -= 1;
    await closeUnused();
  };
}

async function closeUnused(): Promise<void> {
  if (!shared || shared.users + keepers > 0) return;
  const { browser } = shared;
  shared = undefined;
  await (await browser).close();
}
