// Files and folders beside a template that it names as code, as `aws cloudformation package` and `sam package` upload them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from './cloudformation-template.ts';

/** The property of each type that names a local file or folder, or its key in a bucket. */
const CODE: Readonly<Record<string, string>> = {
  'AWS::Lambda::Function': 'Code',
  'AWS::Lambda::LayerVersion': 'Content',
  'AWS::CloudFormation::Stack': 'TemplateURL',
};

/** The paths of the files that a template names, by the name that it gives them: `./functions/publish`, `publish.zip`. */
export function localAssets(folder: string, { resources }: Template): Map<string, string> {
  const names = [...resources.values()].flatMap(({ type, properties }) => {
    const named = properties[CODE[type] ?? ''];
    const key = typeof named === 'string' ? named : (Object(named) as { S3Key?: unknown }).S3Key;
    return typeof key === 'string' ? [key] : [];
  });
  const assets = names.map((name) => [name, join(folder, name)] as const);
  return new Map(assets.filter(([, path]) => existsSync(path)));
}
