// Finds this machine's Python that can run functions: one that has the Lambda Runtime Interface Client.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { EngineError } from '../../../errors.ts';

/** An interpreter: its version is `3.13`, and `userBase` the folder of packages that its user has installed. */
export type Python = { executable: string; version: string; userBase: string };

const run = promisify(execFile);

// A cold start of Python from a slow disk.
const PROBE_MS_MAX = 20_000;

const PROBE = `
import importlib.util, json, site, sys
print(json.dumps({
    "executable": sys.executable,
    "version": "%d.%d" % sys.version_info[:2],
    "userBase": site.getuserbase(),
    "hasClient": importlib.util.find_spec("awslambdaric") is not None,
}))`;

type Probed = Python & { hasClient: boolean };

/** Finds the interpreters of one engine; each is asked once. */
export class PythonInterpreters {
  readonly #say: (line: string) => void;
  readonly #reported = new Set<string>();
  readonly #probed = new Map<string, Promise<Probed | undefined>>();

  /** `say` receives a line for a runtime that runs with another version. */
  constructor(say: (line: string) => void = () => {}) {
    this.#say = say;
  }

  /** The interpreter for a runtime such as `python3.13`: that version, or else `python3`. Throws when there is none. */
  async find(logicalId: string, runtime: string): Promise<Python> {
    const found: Probed[] = [];
    for (const command of [runtime, 'python3', 'python']) {
      const python = await this.#probe(command);
      if (python?.hasClient) return this.#withVersion(python, runtime);
      if (python) found.push(python);
    }
    const [first] = found;
    const missing = first
      ? `which ${first.executable} (${first.version}) lacks: pip install awslambdaric`
      : 'and there is no python3 on the PATH: install Python 3, then pip install awslambdaric';
    throw new EngineError(
      'not-emulated',
      `The function ${logicalId} (${runtime}) needs Python 3 with AWS’s Lambda Runtime Interface Client, ${missing}.`,
    );
  }

  #withVersion(python: Python, runtime: string): Python {
    if (runtime !== `python${python.version}` && !this.#reported.has(runtime))
      this.#say(`Functions with the runtime ${runtime} run with Python ${python.version}: ${python.executable}.`);
    this.#reported.add(runtime);
    return python;
  }

  #probe(command: string): Promise<Probed | undefined> {
    const known = this.#probed.get(command) ?? probe(command);
    this.#probed.set(command, known);
    return known;
  }
}

/** What to install when code misses the SDK, which Lambda's runtime brings. */
export function missingSdkHint(errorMessage: string): string {
  return /No module named '(?:boto3|botocore)['.]/.test(errorMessage) ? '. Install it: pip install boto3' : '';
}

async function probe(command: string): Promise<Probed | undefined> {
  try {
    const { stdout } = await run(command, ['-c', PROBE], { timeout: PROBE_MS_MAX });
    const python = JSON.parse(stdout) as Probed;
    return python.version.startsWith('3.') ? python : undefined;
  } catch {
    // It is not there, or a version manager has a command of that name and no such version.
    return undefined;
  }
}
