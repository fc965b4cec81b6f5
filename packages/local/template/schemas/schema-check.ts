// Checks properties of resources with the schemas of the CloudFormation registry, in CloudFormation's words where it has some.
//
// No library for JSON Schema: CloudFormation converts scalars ("5" is a number), a template has intrinsic functions in place of
// values, and a library compiles each schema, which takes longer than the rest of a start.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listed, meant, named, range, shown, toRegExp, withArticle } from './problem-text.ts';

type Schema = {
  $ref?: string;
  type?: string | readonly string[];
  properties?: Readonly<Record<string, Schema>>;
  patternProperties?: Readonly<Record<string, Schema>>;
  additionalProperties?: boolean | Schema;
  required?: readonly string[];
  enum?: readonly unknown[];
  const?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  oneOf?: readonly Schema[];
  anyOf?: readonly Schema[];
  definitions?: Readonly<Record<string, Schema>>;
};

/** What a check reports, in a few words without a full stop, and how deep schemas may nest. */
type Report = (problem: string) => void;
const DEPTH_MAX = 40;

const SCHEMAS = JSON.parse(readFileSync(join(import.meta.dirname, 'resource-schemas.json'), 'utf8')) as Readonly<
  Record<string, Schema>
>;

/**
 * Every problem of a resource's properties: `Encountered unsupported property Foo`. With `unresolved`, a value that is an intrinsic
 * function may be anything.
 */
export function propertyProblems(type: string, properties: unknown, { unresolved = false } = {}): string[] {
  const root = Object.hasOwn(SCHEMAS, type) ? SCHEMAS[type] : undefined;
  if (!root) return [];
  const problems: string[] = [];
  const check = new Check(root, unresolved);
  check.value(withoutPaths(type, properties), root, {
    path: '',
    depth: 0,
    report: (problem) => problems.push(problem),
  });
  return [...new Set(problems)];
}

/** What `aws cloudformation package` replaces: a path of this machine in place of an object. */
const PACKAGED: Readonly<Record<string, string>> = {
  'AWS::Lambda::Function': 'Code',
  'AWS::Lambda::LayerVersion': 'Content',
  'AWS::ApiGateway::RestApi': 'BodyS3Location',
};

function withoutPaths(type: string, properties: unknown): unknown {
  const name = PACKAGED[type];
  const written = properties as Record<string, unknown> | undefined;
  return name !== undefined && typeof written?.[name] === 'string'
    ? { ...written, [name]: { S3Bucket: '', S3Key: '.' } }
    : properties;
}

/** The names of the properties of a type, as CloudFormation documents them. */
export function propertyNames(type: string): readonly string[] {
  return Object.hasOwn(SCHEMAS, type) ? Object.keys(SCHEMAS[type]?.properties ?? {}) : [];
}

type At = { readonly path: string; readonly depth: number; readonly report: Report };

class Check {
  readonly #root: Schema;
  readonly #unresolved: boolean;

  constructor(root: Schema, unresolved: boolean) {
    this.#root = root;
    this.#unresolved = unresolved;
  }

  value(value: unknown, written: Schema, at: At): void {
    if (at.depth > DEPTH_MAX || (this.#unresolved && isIntrinsic(value))) return;
    const schema = this.#resolve(written);
    const types = [schema.type ?? []].flat();
    if (types.length > 0 && !types.some((type) => isOfType(value, type, this.#unresolved)))
      return at.report(`${named(at.path)} must be ${types.map(withArticle).join(' or ')}, not ${shown(value)}`);
    this.#alternatives(value, schema, at);
    if (schema.enum && !schema.enum.some((one) => String(one) === String(value)))
      at.report(`${named(at.path)} is ${shown(value)}; it must be one of ${listed(schema.enum)}`);
    if (schema.const !== undefined && String(schema.const) !== String(value))
      at.report(`${named(at.path)} is ${shown(value)}; it must be ${shown(schema.const)}`);
    if (Array.isArray(value)) this.#list(value, schema, at);
    else if (typeof value === 'object' && value !== null) this.#object(value as Record<string, unknown>, schema, at);
    else checkScalar(value, schema, types, at);
  }

  #resolve(schema: Schema): Schema {
    let found = schema;
    for (let steps = 0; found.$ref !== undefined && steps < DEPTH_MAX; steps += 1) {
      const [, section, name = ''] = /^#\/(definitions|properties)\/(.+)$/.exec(found.$ref) ?? [];
      const { $ref: _, ...beside } = found;
      found = { ...this.#root[section === 'properties' ? 'properties' : 'definitions']?.[name], ...beside };
    }
    return found;
  }

  #object(value: Readonly<Record<string, unknown>>, schema: Schema, at: At): void {
    const { properties = {}, patternProperties = {}, additionalProperties } = schema;
    const prefix = at.path === '' ? '' : `${at.path}.`;
    for (const name of schema.required ?? []) if (value[name] === undefined) at.report(`${prefix}${name} is missing`);
    for (const [name, one] of Object.entries(value)) {
      if (one === undefined || isNoValue(one)) continue;
      const below = { ...at, path: `${prefix}${name}`, depth: at.depth + 1 };
      const pattern = Object.keys(patternProperties).find((text) => toRegExp(text).test(name));
      if (Object.hasOwn(properties, name)) this.value(one, properties[name] as Schema, below);
      else if (pattern !== undefined) this.value(one, patternProperties[pattern] as Schema, below);
      else if (typeof additionalProperties === 'object') this.value(one, additionalProperties, below);
      else if (additionalProperties === false) at.report(unsupported(name, schema, prefix));
    }
  }

  #list(value: readonly unknown[], { items, minItems = 0, maxItems, uniqueItems }: Schema, at: At): void {
    if (value.length < minItems || (maxItems !== undefined && value.length > maxItems))
      at.report(`${named(at.path)} has ${value.length} items; it must have ${range(minItems, maxItems)}`);
    const scalars = value.filter((one) => typeof one !== 'object');
    if (uniqueItems && new Set(scalars.map(String)).size < scalars.length)
      at.report(`${named(at.path)} has the same item twice`);
    if (!items) return;
    for (const [index, one] of value.entries())
      if (one !== undefined) this.value(one, items, { ...at, path: `${at.path}[${index}]`, depth: at.depth + 1 });
  }

  /** One of several schemas must hold. Only required properties and values decide: the base schema names what is unsupported. */
  #alternatives(value: unknown, { oneOf, anyOf }: Schema, at: At): void {
    for (const alternatives of [oneOf, anyOf]) {
      if (!alternatives) continue;
      const found = alternatives.map((schema) => {
        const problems: string[] = [];
        this.value(value, schema, { ...at, depth: at.depth + 1, report: (problem) => problems.push(problem) });
        return problems;
      });
      if (found.some((problems) => problems.length === 0)) continue;
      at.report(
        `${named(at.path)} fits none of its forms: ${[...new Set(found.map(([first]) => first))].join(', or ')}`,
      );
    }
  }
}

function checkScalar(value: unknown, schema: Schema, types: readonly string[], at: At): void {
  const text = String(value);
  if (types.length === 0 || types.includes('string')) {
    const { minLength = 0, maxLength, pattern } = schema;
    if (text.length < minLength || (maxLength !== undefined && text.length > maxLength))
      at.report(`${named(at.path)} has ${text.length} characters; it must have ${range(minLength, maxLength)}`);
    else if (pattern !== undefined && !toRegExp(pattern).test(text))
      at.report(`${named(at.path)} is ${shown(value)}; it must match ${pattern}`);
  }
  const { minimum, maximum } = schema;
  if (minimum === undefined && maximum === undefined) return;
  const number = Number(text);
  if (number < (minimum ?? Number.NEGATIVE_INFINITY) || number > (maximum ?? Number.POSITIVE_INFINITY))
    at.report(`${named(at.path)} is ${shown(value)}; it must be ${range(minimum, maximum)}`);
}

/** A name that is no property, or that a map of names does not take: Lambda's variables have two characters or more. */
function unsupported(name: string, { properties = {}, patternProperties }: Schema, prefix: string): string {
  if (!patternProperties) return `Encountered unsupported property ${prefix}${name}${meant(name, properties)}`;
  return `Encountered unsupported property ${prefix}${name}: names must match ${Object.keys(patternProperties).join(' or ')}`;
}

/** CloudFormation converts scalars: `"5"` is a number, `5` is a text, and a single value is a list of one. */
function isOfType(value: unknown, type: string, unresolved: boolean): boolean {
  const isScalar = ['string', 'number', 'boolean'].includes(typeof value);
  switch (type) {
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'array':
      return Array.isArray(value) || (!unresolved && isScalar);
    case 'string':
      return isScalar;
    case 'boolean':
      return /^(?:true|false)$/i.test(String(value));
    case 'integer':
      return isScalar && /^[+-]?\d+(?:\.0*)?$/.test(String(value).trim());
    case 'number':
      return isScalar && String(value).trim() !== '' && Number.isFinite(Number(value));
    default:
      return true;
  }
}

/** `{ Ref: 'AWS::NoValue' }` removes a property. */
function isNoValue(value: unknown): boolean {
  return (value as { Ref?: unknown } | null)?.Ref === 'AWS::NoValue';
}

/** `{ Ref: … }`, `{ 'Fn::GetAtt': … }`. */
function isIntrinsic(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('{{resolve:');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const names = Object.keys(value);
  return names.length === 1 && /^(?:Ref|Condition|Fn::.+)$/.test(names[0] ?? '');
}
