// Runs the command `parley-local` as somebody types it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** The example that the tests run. */
export const SCOREBOARD = join(import.meta.dirname, '../examples/scoreboard/scoreboard.template.json');

/** What a command that ended has said. */
export type Said = { status: number | null; out: string; err: string };

/** A folder that is gone after the test. */
export function aFolder(t: Pick<TestContext, 'after'>): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-local-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A command that runs: `line` waits for the first line that fits, `ended` for its end. */
export function command(t: TestContext, file: string, ...args: string[]) {
  // Otherwise a command that runs tests believes that it is a part of this one.
  const { NODE_TEST_CONTEXT: _ours, ...env } = process.env;
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
  t.after(() => child.kill('SIGKILL'));
  const said = { out: '', err: '' };
  child.stdout.on('data', (part) => {
    said.out += part;
  });
  child.stderr.on('data', (part) => {
    said.err += part;
  });
  const ended: Promise<Said> = once(child, 'close').then(([status]) => ({ status, ...said }));
  return {
    child: child as ChildProcess,
    ended,
    async line(pattern: RegExp): Promise<string> {
      for (;;) {
        const found = said.out
          .split('\n')
          .slice(0, -1)
          .find((line) => pattern.test(line));
        if (found !== undefined) return found;
        await Promise.race([
          once(child.stdout, 'data'),
          ended.then(({ status, err }) => {
            throw new Error(`It ended with ${status} and said: ${err}`);
          }),
        ]);
      }
    },
  };
}
