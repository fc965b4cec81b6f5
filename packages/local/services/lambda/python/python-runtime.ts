// The runtime of Python functions: a process of this machine's Python with the Lambda Runtime Interface Client.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { EventLoopUtilization } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { environmentVariables } from '../environment-variables.ts';
import { exitFailure, type FunctionRuntime, type RuntimeDeps } from '../function-runtime.ts';
import type { Invocation } from '../worker-protocol.ts';
import { collectLines, type Output } from './process-output.ts';
import type { Python } from './python-interpreter.ts';
import { RuntimeApi } from './runtime-api.ts';

const BOOTSTRAP = fileURLToPath(new URL('./bootstrap.py', import.meta.url));

/** The load of another process is not observed: an invocation counts as one that waits, and others begin beside it. */
const NOT_OBSERVED: EventLoopUtilization = { idle: 0, active: 0, utilization: 0 };

/** Starts a process that loads the code of a function. */
export function startPythonRuntime(deps: RuntimeDeps): FunctionRuntime {
  const python = new PythonProcess(deps);
  return {
    invoke: (invocation) => python.invoke(invocation),
    // The Python runtime does not stream.
    takeNext: () => {},
    utilization: () => NOT_OBSERVED,
    terminate: () => python.terminate(),
  };
}

class PythonProcess {
  readonly #deps: RuntimeDeps;
  readonly #api: RuntimeApi;
  readonly #outputs: Output[] = [];
  #process: ChildProcess | undefined;
  #hasEnded = false;

  constructor(deps: RuntimeDeps) {
    const { onMessage, settings } = deps;
    this.#deps = deps;
    // What the process has printed before a result is read before the result is reported.
    const report = (message: Parameters<typeof onMessage>[0]) => setImmediate(() => onMessage(message));
    this.#api = new RuntimeApi(settings.arn, {
      onReady: () => report({ kind: 'ready' }),
      onResponse: (_id, payload) => report({ kind: 'done', payload, heapMb: this.#memoryMb() }),
      onError: (_id, failure) => report({ kind: 'failed', failure, heapMb: this.#memoryMb() }),
      onInitError: (failure) => report({ kind: 'fatal', failure }),
    });
    void this.#start();
  }

  invoke(invocation: Invocation): void {
    for (const output of this.#outputs) output.begin();
    this.#api.invoke(invocation);
  }

  /** Ends the process and those that it has started. */
  terminate(): Promise<void> {
    this.#hasEnded = true;
    this.#api.close();
    const process = this.#process;
    if (!process?.pid || process.exitCode !== null || process.signalCode !== null) return Promise.resolve();
    const exited = new Promise<void>((resolve) => process.once('exit', () => resolve()));
    killGroup(process.pid);
    return exited;
  }

  async #start(): Promise<void> {
    const { settings, code, onEnd, onMessage } = this.#deps;
    try {
      const address = await this.#api.listen();
      if (this.#hasEnded) return this.#api.close();
      const { executable } = settings.interpreter as Python;
      const child = spawn(executable, ['-u', BOOTSTRAP, settings.handler], {
        cwd: code.root,
        env: this.#environment(address),
        stdio: ['ignore', 'pipe', 'pipe'],
        // A group of its own: it can be ended with its children, and Ctrl+C in a terminal reaches the engine alone.
        detached: true,
      });
      this.#process = child;
      for (const stream of [child.stdout, child.stderr])
        this.#outputs.push(collectLines(stream, (line) => onMessage({ kind: 'log', line })));
      child.once('error', (error) =>
        onEnd({ errorType: 'Runtime.ExitError', errorMessage: `Error: ${error.message}` }),
      );
      // A child that it has left behind would keep its output open.
      child.once('exit', () => killGroup(child.pid as number));
      child.once('close', (status, signal) => onEnd(exitFailure(status, signal)));
    } catch (error) {
      onEnd({ errorType: 'Runtime.ExitError', errorMessage: `Error: ${(error as Error).message}` });
    }
  }

  #environment(runtimeApi: string): Record<string, string> {
    const { settings, code, logStream, lambda } = this.#deps;
    const { userBase } = settings.interpreter as Python;
    const engine = lambda.engineAddress?.();
    const own = settings.environment['PYTHONPATH'];
    const version = /\d[\d.]*$/.exec(settings.runtime)?.[0];
    // Source: Lambda developer guide, "Packaging your layer content": the folders of Python layers.
    const layers =
      code.opt === undefined ? [] : [`${code.opt}/python/lib/python${version}/site-packages`, `${code.opt}/python`];
    return {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      ...environmentVariables(settings, code.root, logStream, lambda),
      AWS_LAMBDA_RUNTIME_API: runtimeApi,
      AWS_LAMBDA_LOG_FORMAT: settings.logFormat,
      ...(settings.logFormat === 'JSON' && { AWS_LAMBDA_LOG_LEVEL: settings.logLevel }),
      PYTHONPATH: [...layers, ...(own ? [own] : [])].join(':'),
      // Packages of `pip install --user`, although the function has another HOME.
      PYTHONUSERBASE: userBase,
      // The code may be the developer's source folder.
      PYTHONDONTWRITEBYTECODE: '1',
      ...(engine && { PARLEY_ENGINE_PORT: String(engine.port), PARLEY_ENGINE_AUTHORITY: engine.authority }),
    };
  }

  /** The peak of the resident memory, where the system reports it in a file. */
  #memoryMb(): number {
    try {
      const [, kilobytes] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${this.#process?.pid}/status`, 'utf8')) ?? [];
      return Math.ceil(Number(kilobytes) / 1024);
    } catch {
      return 0;
    }
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
