// `npm start -- --watch`: a developer saves a source and sees the change in the open page, without a restart.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { ROOT } from '../harness/assembly.ts';
import { launchBrowser } from '../harness/browser-window.ts';
import type { Addresses } from '../harness/parley-process.ts';
import { signIn } from '../harness/sign-in.ts';
import { until } from '../harness/until.ts';

/** A copy of the sources that a test may edit; the packages from npm are linked. */
function copyCheckout(t: TestContext): string {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), 'parley-watch-')));
  t.after(() => rmSync(copy, { recursive: true, force: true }));
  for (const name of ['bin', 'harness', 'package.json', 'package-lock.json'])
    cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  const filter = (path: string) => !/[/\\](?:node_modules|testing)$/.test(path);
  cpSync(join(ROOT, 'packages'), join(copy, 'packages'), { recursive: true, filter });
  linkAll(join(ROOT, 'node_modules'), join(copy, 'node_modules'), ['@parley', '.cache']);
  mkdirSync(join(copy, 'node_modules/@parley'));
  for (const name of readdirSync(join(copy, 'packages'))) {
    symlinkSync(join(copy, 'packages', name), join(copy, 'node_modules/@parley', name), 'dir');
    const own = join(ROOT, 'packages', name, 'node_modules');
    if (existing(own)) symlinkSync(own, join(copy, 'packages', name, 'node_modules'), 'dir');
  }
  return copy;
}

function linkAll(from: string, to: string, except: readonly string[]): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) if (!except.includes(name)) symlinkSync(join(from, name), join(to, name));
}

function existing(folder: string): boolean {
  try {
    return readdirSync(folder).length > 0;
  } catch {
    return false;
  }
}

/** Starts the watch mode of a copy through `bin/run.mjs`, which restarts it when it asks for that. */
async function watchMode(t: TestContext, copy: string) {
  writeFileSync(join(copy, 'node_modules/.parley-lock'), readFileSync(join(ROOT, 'node_modules/.parley-lock')));
  const args = [join(copy, 'bin/run.mjs'), 'start', '--watch', '--json', '--port', '0', '--data', join(copy, 'data')];
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  t.after(() => child.kill('SIGTERM'));
  const starts: Addresses[] = [];
  let output = '';
  child.stderr?.on('data', (text) => {
    output += text;
  });
  if (child.stdout)
    createInterface(child.stdout).on('line', (line) => {
      starts.push(JSON.parse(line) as Addresses);
    });
  await until(`the watch mode has started:\n${output}`, () => starts.length > 0 || child.exitCode !== null);
  assert.equal(child.exitCode, null, output);
  return { starts, output: () => output };
}

function replaceIn(file: string, before: string, after: string): void {
  const text = readFileSync(file, 'utf8');
  assert.ok(text.includes(before), `${file} has no ${before}`);
  writeFileSync(file, text.replace(before, after));
}

test('a saved change of the page, of a function and of the stack is live without a command', async (t) => {
  const copy = copyCheckout(t);
  const { starts, output } = await watchMode(t, copy);
  const { page: address, api, outputs } = starts[0] as Addresses;
  const browser = await launchBrowser();
  t.after(() => browser.close());
  const page = await (await browser.newContext()).newPage();
  await page.goto(address);

  const html = join(copy, 'packages/web/index.html');
  replaceIn(html, '<div id="page">', '<h1>Edited</h1><div id="page">');
  const http = join(copy, 'packages/cloud/functions/http.ts');
  replaceIn(http, "'content-type': 'application/json',", "'content-type': 'application/json', 'x-edited': 'yes',");
  await page.getByRole('heading', { name: 'Edited' }).waitFor();
  const { SignIn = '', ClientId = '' } = outputs;
  const token = await signIn({ signIn: SignIn, clientId: ClientId, page: address }, 'ann');
  const edited = async () => {
    const answer = await fetch(`${api}/channels`, { headers: { authorization: `Bearer ${token}` } });
    return answer.headers.get('x-edited') === 'yes';
  };
  await until('the function answers with its new code', edited);

  replaceIn(join(copy, 'packages/web/main.tsx'), "'", '"broken\n');
  await until('the error of the build is shown', () => /ERROR/.test(output()));
  assert.equal((await fetch(address)).status, 200, 'the previous version is still served');
  replaceIn(join(copy, 'packages/web/main.tsx'), '"broken\n', "'");

  replaceIn(join(copy, 'packages/cloud/stack/api.construct.ts'), '// ', '// A change: ');
  await until('a change of the stack restarts Parley', () => starts.length === 2);
  assert.equal((await fetch((starts[1] as Addresses).page)).status, 200);
});
