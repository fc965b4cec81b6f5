// Expands the resources of AWS's Serverless Application Model into plain ones, by AWS's own translator through Python.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { EngineError } from '../../errors.ts';
import { broken } from '../errors.ts';
import type { GivenParameters } from '../parameters.ts';
import { withLocalCode } from './local-code.ts';

const SCRIPT = fileURLToPath(new URL('./sam_translate.py', import.meta.url));

/** The commands of Python 3; a virtual environment that is active comes first on the PATH. */
const COMMANDS = ['python3', 'python'];

/** The exit status of the script where the translator is not installed. */
const MISSING = 3;

// Importing the translator takes a second; a template of 1 MB is translated in a few.
const TRANSLATE_MS_MAX = 60_000;
const TRANSLATED_BYTES_MAX = 64 * 1024 * 1024;

/** Whether a template has resources that are not CloudFormation's own. */
export function hasServerlessResources(template: unknown): boolean {
  const { Resources } = Object(template) as { Resources?: unknown };
  return Object.values(Object(Resources) as Record<string, unknown>).some((resource) =>
    String((Object(resource) as { Type?: unknown }).Type).startsWith('AWS::Serverless::'),
  );
}

/** Expands a template of a folder. Its local code (`CodeUri: ./src`) becomes an asset whose key is the path. */
export function expandServerless(template: object, folder: string, parameters: GivenParameters): unknown {
  const input = JSON.stringify({ template: withLocalCode(template, folder), parameters });
  for (const command of COMMANDS) {
    const { status, stdout, stderr, error } = spawnSync(command, [SCRIPT], {
      input,
      encoding: 'utf8',
      // The translator asks for the region of the session that it never opens.
      env: { ...process.env, AWS_DEFAULT_REGION: 'us-east-1', PYTHONDONTWRITEBYTECODE: '1' },
      timeout: TRANSLATE_MS_MAX,
      maxBuffer: TRANSLATED_BYTES_MAX,
    });
    if (status === 0) return withoutTransform(JSON.parse(stdout) as Record<string, unknown>);
    if (status === MISSING || (error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') continue;
    throw broken(`SAM: ${(stderr || String(error?.message)).trim().split('\n').at(-1)}`);
  }
  throw new EngineError(
    'not-emulated',
    'The template has resources of SAM, which AWS’s own translator expands through python3. Install it: pip install aws-sam-translator.',
  );
}

function withoutTransform({ Transform: _, ...plain }: Record<string, unknown>): unknown {
  return plain;
}
