// Runs `npm run simulate` as its own process, as the tests of the command need it.
import { execFile } from 'node:child_process';
import { join } from 'node:path';

const COMMAND = join(import.meta.dirname, '../bin/simulate.ts');

/** What it printed, on both streams, and how it ended. */
export function runSimulate(...options: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [COMMAND, ...options], { maxBuffer: 1e8 }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });
}
