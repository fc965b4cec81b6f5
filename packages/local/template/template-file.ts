// Reads a file in JSON or YAML; an error says what is wrong with the file.
import { readFileSync, statSync } from 'node:fs';
import { EngineError } from '../errors.ts';
import { parseYaml } from './yaml.ts';

/** CloudFormation takes a template of 1 MB (user guide, "Understand CloudFormation quotas", template body size in S3). */
const TEMPLATE_BYTES_MAX = 1024 * 1024;

/** The manifest of an assembly also holds what CDK knows of each construct. */
const MANIFEST_BYTES_MAX = 64 * 1024 * 1024;

/** Reads a template, or a part of one in a file of its own. */
export function readTemplateFile(file: string): unknown {
  return /\.ya?ml$/.test(file)
    ? read(file, 'YAML', TEMPLATE_BYTES_MAX, parseYaml)
    : read(file, 'JSON', TEMPLATE_BYTES_MAX, JSON.parse);
}

/** Reads a file that CDK has written. */
export function readManifest(file: string): unknown {
  return read(file, 'JSON', MANIFEST_BYTES_MAX, JSON.parse);
}

function read(file: string, format: string, bytesMax: number, parse: (text: string) => unknown): unknown {
  try {
    const { size } = statSync(file);
    if (size > bytesMax) throw new RangeError(`it has ${size} bytes; the limit is ${bytesMax}`);
    return parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw unreadable(file, reasonOf(cause as Error, format), cause);
  }
}

function reasonOf(cause: Error, format: string): string {
  if (cause instanceof SyntaxError) return `it is not ${format} (${cause.message})`;
  // A parser that calls itself for each level of nesting.
  return /call stack/.test(cause.message) ? 'it is nested too deeply' : cause.message;
}

/** The error for a file or folder that cannot be run. */
export function unreadable(path: string, reason: string, cause?: unknown): EngineError {
  return new EngineError('template-broken', `${path} cannot be run: ${reason}.`, { cause });
}
