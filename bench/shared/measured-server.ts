// A server under test, whichever it is.
import type { ChildProcess } from 'node:child_process';

/** A process that runs until it is stopped; `control` is where its traces can be read, if it has any. */
export type Server = { readonly pid: number; readonly control?: string; stop(): Promise<void> };

/** How long a server may take to end. */
const END_MS = 15_000;

/** Ends a server's process as Ctrl+C does; one that hangs is killed. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
  child.kill('SIGTERM');
  await gone;
  clearTimeout(timer);
}
