// Parses a CloudFormation template and checks its structure.
import { EngineError } from '../errors.ts';

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
  outputs: ReadonlyMap<string, { value: unknown; condition?: string }>;
  parameters: Readonly<Record<string, { Type?: string; Default?: unknown }>>;
  conditions: Readonly<Record<string, unknown>>;
  mappings: Readonly<Record<string, Record<string, Record<string, unknown>>>>;
};

/** Levels of nesting in a template; those of CDK and real ones have some twenty. What reads it calls itself for each level. */
const DEPTH_MAX = 200;

/** Parses a template. Throws an error that says what is wrong with it. */
export function parseTemplate(input: unknown): Template {
  checkDepth(input);
  const template = object('The template', input);
  if (template.Transform !== undefined)
    throw new EngineError(
      'not-emulated',
      'Transform (macros, SAM) is not emulated. Give the template that the transform produces.',
    );
  const resources = object('Resources', template.Resources);
  if (Object.keys(resources).length === 0) throw broken('Resources is empty: there is nothing to run');
  return {
    resources: new Map(Object.entries(resources).map(([id, value]) => [id, parseDefinition(id, value)])),
    outputs: new Map(
      Object.entries(object('Outputs', template.Outputs ?? {})).map(([id, value]) => [id, parseOutput(id, value)]),
    ),
    parameters: object('Parameters', template.Parameters ?? {}) as Template['parameters'],
    conditions: object('Conditions', template.Conditions ?? {}),
    mappings: object('Mappings', template.Mappings ?? {}) as Template['mappings'],
  };
}

/** An error in the template itself. */
export function broken(reason: string): EngineError {
  return new EngineError('template-broken', `The template cannot be run: ${reason}.`);
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

function parseOutput(id: string, input: unknown): { value: unknown; condition?: string } {
  const { Value, Condition } = object(`Output ${id}`, input);
  return { value: Value, ...(typeof Condition === 'string' && { condition: Condition }) };
}

function object(what: string, input: unknown): Record<string, unknown> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) throw broken(`${what} is not an object`);
  return input as Record<string, unknown>;
}
