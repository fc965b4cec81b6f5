// Parses a CloudFormation template and checks its structure.
import { EngineError } from '../errors.ts';
import { broken } from './errors.ts';
import { expandForEach } from './for-each.ts';
import { importOpenApi } from './openapi/openapi-import.ts';
import { type GivenParameters, type Parameters, type ParameterValue, resolveParameters } from './parameters.ts';

/** One resource as the template writes it, with its intrinsic functions. */
export type Definition = {
  type: string;
  properties: Readonly<Record<string, unknown>>;
  metadata: Readonly<Record<string, unknown>>;
  dependsOn: readonly string[];
  /** The name of the condition under which it exists. */
  condition?: string;
};

/** The sections of a template that the engine reads. */
export type Template = {
  resources: ReadonlyMap<string, Definition>;
  outputs: ReadonlyMap<string, Output>;
  parameters: Parameters;
  /** The values of the parameters; those of the Parameter Store that were not given are missing. */
  values: ReadonlyMap<string, ParameterValue>;
  conditions: Readonly<Record<string, unknown>>;
  mappings: Readonly<Record<string, Record<string, Record<string, unknown>>>>;
};

/** An output; another stack may import its value by the name of its export, which may hold intrinsic functions. */
export type Output = { value: unknown; exportName?: unknown; condition?: string };

/** Levels of nesting in a template; those of CDK and real ones have some twenty. What reads it calls itself for each level. */
const DEPTH_MAX = 200;

/** Parses a template for the given values of its parameters. Throws an error that says what is wrong with it. */
export function parseTemplate(input: unknown, given: GivenParameters = {}): Template {
  checkDepth(input);
  const template = object('The template', input);
  const transforms = [template.Transform ?? []].flat().filter((name) => !TRANSFORMS.has(name));
  if (transforms.length > 0)
    throw new EngineError(
      'not-emulated',
      `The transform ${transforms.map(nameOfTransform).join(', ')} is not emulated. Give the template that it produces.`,
    );
  const parameters = parseParameters(template.Parameters ?? {});
  const values = resolveParameters(parameters, given);
  const section = (name: string, value: unknown) => object(name, expandForEach(value ?? {}, values));
  const resources = importOpenApi(section('Resources', object('Resources', template.Resources)));
  if (Object.keys(resources).length === 0) throw broken('Resources is empty: there is nothing to run');
  return {
    resources: new Map(Object.entries(resources).map(([id, value]) => [id, parseDefinition(id, value)])),
    outputs: new Map(
      Object.entries(section('Outputs', template.Outputs)).map(([id, value]) => [id, parseOutput(id, value)]),
    ),
    parameters,
    values,
    conditions: section('Conditions', template.Conditions),
    mappings: object('Mappings', template.Mappings ?? {}) as Template['mappings'],
  };
}

/**
 * Transforms that leave a template without their own resources and functions as it is. Resources of SAM are unknown types here,
 * and the functions that `AWS::LanguageExtensions` adds are resolved with the others.
 */
const TRANSFORMS: ReadonlySet<unknown> = new Set(['AWS::Serverless-2016-10-31', 'AWS::LanguageExtensions']);

function nameOfTransform(transform: unknown): string {
  return String(typeof transform === 'object' ? (transform as { Name?: unknown } | null)?.Name : transform);
}

function checkDepth(input: unknown): void {
  let level: unknown[] = [input];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEPTH_MAX) throw broken(`it is nested deeper than ${DEPTH_MAX} levels`);
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
}

function parseDefinition(id: string, input: unknown): Definition {
  const { Type, Properties, Metadata, DependsOn, Condition } = object(`Resource ${id}`, input);
  if (typeof Type !== 'string') throw broken(`resource ${id} has no Type`);
  const dependsOn = DependsOn === undefined ? [] : Array.isArray(DependsOn) ? DependsOn : [DependsOn];
  return {
    type: Type,
    properties: object(`Properties of ${id}`, Properties ?? {}),
    metadata: object(`Metadata of ${id}`, Metadata ?? {}),
    dependsOn: dependsOn.map(String),
    ...(typeof Condition === 'string' && { condition: Condition }),
  };
}

function parseOutput(id: string, input: unknown): Output {
  const { Value, Export, Condition } = object(`Output ${id}`, input);
  const exportName = Export === undefined ? undefined : object(`Export of ${id}`, Export).Name;
  return { value: Value, exportName, ...(typeof Condition === 'string' && { condition: Condition }) };
}

function parseParameters(input: unknown): Parameters {
  const parameters = Object.entries(object('Parameters', input));
  return Object.fromEntries(parameters.map(([name, value]) => [name, object(`Parameter ${name}`, value)]));
}

function object(what: string, input: unknown): Record<string, unknown> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) throw broken(`${what} is not an object`);
  return input as Record<string, unknown>;
}
