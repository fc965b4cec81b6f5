// The location of a function's code on disk: the folder of its asset, or a temporary folder for inline code.
import { mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EngineError } from '../../errors.ts';
import type { Resource } from '../resource-type.ts';

/** Finds the unpacked folder of an asset by the bucket and the key in the template. */
export type Assets = { folder(bucket: string, key: string): string };

/** The folder of a function's code; `discard` removes it, if it is temporary, when the engine stops. */
export type CodeLocation = { root: string; discard(): void };

/** Finds the folder of a function's code, or creates one for inline code. */
export function locateCode({ logicalId, properties }: Resource, assets: Assets): CodeLocation {
  const { S3Bucket, S3Key, ZipFile } = (properties.Code ?? {}) as Record<string, unknown>;
  if (typeof ZipFile === 'string') return writeInline(ZipFile);
  if (typeof S3Bucket !== 'string' || typeof S3Key !== 'string')
    throw new EngineError(
      'not-emulated',
      `The code of the function ${logicalId} is neither an asset nor a text in the template.`,
    );
  const root = assets.folder(S3Bucket, S3Key);
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory())
    throw new EngineError(
      'not-emulated',
      `The code of the function ${logicalId} is not a folder: ${root}. Zip files are not unpacked here.`,
    );
  return { root: realpathSync(root), discard: () => {} };
}

/** Source: CloudFormation, AWS::Lambda::Function Code: inline code is placed in a file named index. */
function writeInline(source: string): CodeLocation {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'inline-function-')));
  writeFileSync(join(root, 'index.js'), source);
  return { root, discard: () => rmSync(root, { recursive: true, force: true }) };
}
