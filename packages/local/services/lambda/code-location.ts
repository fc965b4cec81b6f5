// The location of code on disk: the folder of its asset, or a temporary folder for inline code and for an unpacked archive.
import { mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EngineError } from '../../errors.ts';
import { unzip } from './zip-archive.ts';

/** Finds the file or folder of an asset by the bucket and the key in the template. */
export type Assets = { folder(bucket: string, key: string): string };

/** The folder of a function's code, and that of its layers, which Lambda has at `/opt`. */
export type FunctionCode = { root: string; opt: string | undefined };

/** Where code is; `discard` removes it, if it is temporary, when the engine stops. */
export type CodeLocation = { root: string; discard(): void };

/** Finds the folder of a function's code, or creates one for inline code. */
export async function locateCode(
  logicalId: string,
  { Code, Runtime }: Readonly<Record<string, unknown>>,
  assets: Assets,
): Promise<CodeLocation> {
  const { ZipFile } = Object(Code) as { ZipFile?: unknown };
  if (typeof ZipFile === 'string') return writeInline(ZipFile, String(Runtime).startsWith('python') ? 'py' : 'js');
  return locateAsset(`The code of the function ${logicalId}`, Code, assets);
}

/**
 * Finds the folder of an asset, or unpacks its archive: `{ S3Bucket, S3Key }`, or the path of a local folder or archive, as
 * `aws cloudformation package` takes it. `what` is the subject of errors: `The code of the function Say`.
 */
export async function locateAsset(what: string, content: unknown, assets: Assets): Promise<CodeLocation> {
  const { S3Bucket = '', S3Key } = typeof content === 'string' ? { S3Key: content } : (Object(content) as S3Location);
  if (typeof S3Key !== 'string')
    throw new EngineError('not-emulated', `${what} is neither an asset nor a text in the template.`);
  const path = assets.folder(String(S3Bucket), S3Key);
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new EngineError('template-broken', `${what} does not exist: ${path}.`);
  if (found.isDirectory()) return { root: realpathSync(path), discard: () => {} };
  const location = temporaryFolder('unpacked-function-');
  try {
    await unzip(path, location.root);
    return location;
  } catch (cause) {
    location.discard();
    const reason = (cause as Error).message;
    throw new EngineError('template-broken', `${what} is not a .zip file that Lambda takes: ${path}: ${reason}.`, {
      cause,
    });
  }
}

type S3Location = { S3Bucket?: unknown; S3Key?: unknown };

/** Source: CloudFormation, AWS::Lambda::Function Code: inline code is placed in a file named index. */
function writeInline(source: string, extension: string): CodeLocation {
  const location = temporaryFolder('inline-function-');
  writeFileSync(join(location.root, `index.${extension}`), source);
  return location;
}

/** A new folder in the system's temporary folder. */
export function temporaryFolder(prefix: string): CodeLocation {
  const root = realpathSync(mkdtempSync(join(tmpdir(), prefix)));
  return { root, discard: () => rmSync(root, { recursive: true, force: true }) };
}
