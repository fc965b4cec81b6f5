// Makes resource-schemas.json again: `pip download --no-deps cfn-lint`, unzip it, then run this file with the unpacked folder.
//
// cfn-lint (MIT-0) ships the schemas of the CloudFormation registry, with which CloudFormation itself checks properties. What only
// describes (texts, permissions, tagging) is left out, and properties that a template may not set (read-only ones).
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { coverage } from '../../services/resource-types.ts';
import { toRegExp } from './problem-text.ts';

type Json = Record<string, unknown>;

/** The keywords that `schema-check.ts` evaluates. */
const KEPT = new Set(
  '$ref type properties patternProperties additionalProperties required enum const minimum maximum minLength maxLength pattern items minItems maxItems uniqueItems oneOf anyOf definitions'.split(
    ' ',
  ),
);

/** The keywords whose values are schemas by name. */
const BY_NAME = new Set(['properties', 'patternProperties', 'definitions']);

/** Lists of values that change while the schema stays: the engine has its own list of runtimes. */
const WITHOUT_ENUM = new Set(['Runtime', 'CompatibleRuntimes']);

function compact(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(compact);
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema).filter(([keyword, value]) => KEPT.has(keyword) && isUsable(keyword, value));
  return Object.fromEntries(
    kept.map(([keyword, value]) => [
      keyword,
      BY_NAME.has(keyword) ? byName(value as Json) : compactValue(keyword, value),
    ]),
  );
}

function compactValue(keyword: string, value: unknown): unknown {
  if (keyword === 'enum' || keyword === 'const') return value;
  return keyword === 'pattern' ? translated(value as string) : compact(value);
}

function byName(schemas: Json): Json {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const made = compact(schema) as Json;
      if (WITHOUT_ENUM.has(name)) {
        delete made['enum'];
        delete (made['items'] as Json | undefined)?.['enum'];
      }
      // Assets are found by the engine, whatever their bucket is called.
      if (name === 'S3Bucket') return [name, { type: 'string' }];
      return [name, made];
    }),
  );
}

/** Patterns are Java's: `\\Z` is `$` here, and the few that cannot be translated are left out. */
function translated(pattern: string): string {
  return pattern.replace(/\\[Zz]/g, '$').replace(/\\A/g, '^');
}

function isUsable(keyword: string, value: unknown): boolean {
  if (keyword !== 'pattern') return true;
  try {
    toRegExp(translated(value as string));
    return true;
  } catch {
    return false;
  }
}

function withoutReadOnly(schema: Json): Json {
  const readOnly = new Set(((schema['readOnlyProperties'] ?? []) as string[]).map((path) => path.split('/')[2]));
  const nested = new Set(
    ((schema['readOnlyProperties'] ?? []) as string[])
      .filter((path) => path.split('/').length > 3)
      .map((path) => path.split('/')[2]),
  );
  const properties = Object.entries(schema['properties'] as Json).filter(
    ([name]) =>
      !readOnly.has(name) ||
      (nested.has(name) && !(schema['readOnlyProperties'] as string[]).includes(`/properties/${name}`)),
  );
  return { ...schema, properties: Object.fromEntries(properties) };
}

const folder = join(process.argv[2] ?? '.', 'cfnlint/data/schemas/resources');
const known = new Set(coverage().map(({ type }) => type));
const lines = globSync('*.json', { cwd: folder })
  .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Json & { typeName: string })
  .filter(({ typeName }) => known.has(typeName))
  .sort((a, b) => a.typeName.localeCompare(b.typeName))
  .map((schema) => `${JSON.stringify(schema.typeName)}: ${JSON.stringify(compact(withoutReadOnly(schema)))}`);
writeFileSync(join(import.meta.dirname, 'resource-schemas.json'), `{\n${lines.join(',\n')}\n}\n`);
console.log(`${lines.length} of ${known.size} types`);
