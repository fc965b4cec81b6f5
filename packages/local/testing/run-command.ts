// Runs a command in a process of its own, as a user would.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** The example template that the tests run. */
export const SCOREBOARD = join(import.meta.dirname, '../examples/scoreboard/scoreboard.template.json');

/** The exit status and output of a command. */
export type CommandResult = { status: number | null; out: string; err: string };

/** A temporary folder that is deleted after the test. */
export function temporaryFolder(t: Pick<TestContext, 'after'>): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-local-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts a command. `line` resolves with the first line of output that matches, `ended` when the command ends. */
export function runCommand(t: TestContext, file: string, ...args: string[]) {
  // Otherwise a command that runs tests would report to this test run.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
  t.after(() => child.kill('SIGKILL'));
  const output = { out: '', err: '' };
  child.stdout.on('data', (part) => {
    output.out += part;
  });
  child.stderr.on('data', (part) => {
    output.err += part;
  });
  const ended: Promise<CommandResult> = once(child, 'close').then(([status]) => ({ status, ...output }));
  return {
    child: child as ChildProcess,
    ended,
    async line(pattern: RegExp): Promise<string> {
      for (;;) {
        const found = output.out
          .split('\n')
          .slice(0, -1)
          .find((line) => pattern.test(line));
        if (found !== undefined) return found;
        await Promise.race([
          once(child.stdout, 'data'),
          ended.then(({ status, err }) => {
            throw new Error(`It ended with ${status} and printed: ${err}`);
          }),
        ]);
      }
    },
  };
}
