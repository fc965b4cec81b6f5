// A child process of a benchmark that handles requests of its parent in sequence.
import { type ChildProcess, fork } from 'node:child_process';

/** The CPU time and memory of a server's process. */
export type Usage = { cpuMs: number; rssBytes: number };

/** The parent's end: sends requests and waits for their responses. */
export class WorkerProcess {
  readonly #process: ChildProcess;
  readonly #name: string;

  constructor(file: string, args: readonly string[] = [], execArgv: readonly string[] = []) {
    this.#name = file;
    this.#process = fork(file, args, { execArgv: [...execArgv], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  }

  /** Sends a request; throws when the response is an error or does not arrive in time. */
  ask<Answer>(question: object, timeoutMs = 60_000): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const over = (finish: () => void) => {
        clearTimeout(timer);
        this.#process.off('message', answered).off('exit', gone);
        finish();
      };
      const answered = (answer: { failed?: string }) =>
        over(() =>
          answer.failed === undefined
            ? resolve(answer as Answer)
            : reject(new Error(`${this.#name}: ${answer.failed}`)),
        );
      const gone = (code: number | null) => over(() => reject(new Error(`${this.#name} ended with ${code}.`)));
      const timer = setTimeout(
        () => over(() => reject(new Error(`${this.#name} did not answer in ${timeoutMs} ms.`))),
        timeoutMs,
      );
      this.#process.on('message', answered).on('exit', gone);
      this.#process.send(question);
    });
  }

  /** Ends the process by disconnecting from it, and kills it if it does not exit. */
  async close(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const gone = new Promise((resolve) => this.#process.once('exit', resolve));
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), CLOSE_MS);
    if (this.#process.connected) this.#process.disconnect();
    await gone;
    clearTimeout(timer);
  }
}

const CLOSE_MS = 5_000;

/** The child's end: handles each request, and exits with its parent. */
export function serveRequests<Question>(answer: (question: Question) => Promise<object>): void {
  process.on('message', async (question: Question) => {
    try {
      process.send?.(await answer(question));
    } catch (error) {
      process.send?.({ failed: error instanceof Error ? error.stack : String(error) });
    }
  });
  process.on('disconnect', () => process.exit(0));
}
