// A measured server process.
import type { ChildProcess } from 'node:child_process';

/** A process that runs until `stop()`; `control` is the address of its traces, if it has any. */
export type Server = { readonly pid: number; readonly control?: string; stop(): Promise<void> };

/** The maximum time for a server to exit. */
const END_MS = 15_000;

/** Stops a server's process like Ctrl+C, and kills it if it does not exit. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
  child.kill('SIGTERM');
  await gone;
  clearTimeout(timer);
}
