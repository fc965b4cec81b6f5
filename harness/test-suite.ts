// Opens what all tests of a file share, and closes it after them.
import { after } from 'node:test';
import type { Browser } from 'playwright-core';
import type { Settings } from './assembly.ts';
import { launchBrowser } from './browser-window.ts';
import { Laptop } from './laptop.ts';
import { Parley } from './parley-process.ts';
import { signInUsers, type TestUser } from './test-user.ts';

type UsersOf<Names extends readonly string[]> = { -readonly [Index in keyof Names]: TestUser };

/** Runs Parley in its own process, and signs users in. */
export async function openParleySuite<const Names extends readonly string[]>(
  usernames: Names,
  ...options: string[]
): Promise<{ parley: Parley; users: UsersOf<Names> }> {
  const parley = await Parley.launch(...options);
  after(() => parley[Symbol.asyncDispose]());
  return { parley, users: await signInUsers(parley, ...usernames) };
}

/** Runs the engine in the process of the tests, and signs users in. */
export async function openLaptopSuite<const Names extends readonly string[]>(
  usernames: Names,
  settings?: Settings,
  functionEnvironment?: Readonly<Record<string, string>>,
): Promise<{ laptop: Laptop; users: UsersOf<Names> }> {
  const laptop = await Laptop.open(settings, functionEnvironment);
  after(() => laptop[Symbol.asyncDispose]());
  return { laptop, users: await signInUsers(laptop, ...usernames) };
}

/** Runs Parley in its own process, and starts a browser. */
export async function openBrowserSuite(...options: string[]): Promise<{ parley: Parley; browser: Browser }> {
  const [parley, browser] = await Promise.all([Parley.launch(...options), launchBrowser()]);
  after(async () => {
    await browser.close();
    await parley[Symbol.asyncDispose]();
  });
  return { parley, browser };
}
