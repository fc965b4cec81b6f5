// Code beside a SAM template: the translator takes objects of S3 alone, as `sam package` writes them.
import { join } from 'node:path';
import { readTemplateFile } from '../template-file.ts';

type Section = Readonly<Record<string, unknown>>;

/** The property of each type that may name a local folder or archive. */
const CODE: Readonly<Record<string, string>> = {
  'AWS::Serverless::Function': 'CodeUri',
  'AWS::Serverless::LayerVersion': 'ContentUri',
};

/** The types whose `DefinitionUri` may name a local OpenAPI document. */
const DEFINED: ReadonlySet<string> = new Set(['AWS::Serverless::Api', 'AWS::Serverless::HttpApi']);

/** Replaces local paths in the resources and in `Globals`. */
export function withLocalCode(template: object, folder: string): Section {
  const { Globals, Resources, ...rest } = template as Section;
  return {
    ...rest,
    ...(Globals !== undefined && { Globals: withSection(Globals, 'Function', (one) => withCode(one, 'CodeUri')) }),
    Resources: Object.fromEntries(
      Object.entries(Object(Resources) as Record<string, Section>).map(([id, resource]) => [
        id,
        withSection(resource, 'Properties', (properties) => withResource(String(resource['Type']), properties, folder)),
      ]),
    ),
  };
}

function withSection(parent: unknown, name: string, change: (section: Section) => Section): unknown {
  const section = (Object(parent) as Section)[name];
  if (typeof section !== 'object' || section === null) return parent;
  return { ...(parent as Section), [name]: change(section as Section) };
}

function withResource(type: string, properties: Section, folder: string): Section {
  const { DefinitionUri: file, ...rest } = properties;
  if (DEFINED.has(type) && isLocal(file)) return { ...rest, DefinitionBody: readTemplateFile(join(folder, file)) };
  return CODE[type] === undefined ? properties : withCode(properties, CODE[type]);
}

function withCode(properties: Section, name: string): Section {
  const path = properties[name];
  return isLocal(path) ? { ...properties, [name]: { Bucket: 'local', Key: path } } : properties;
}

function isLocal(path: unknown): path is string {
  return typeof path === 'string' && !/^[a-z]+:\/\//.test(path);
}
