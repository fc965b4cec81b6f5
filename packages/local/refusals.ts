// What CloudFormation, a service or the engine would refuse in a template, found before anything is created.
import { EngineError } from './errors.ts';
import { resourceTypeOf } from './services/resource-types.ts';
import type { Assembly } from './template/cloud-assembly.ts';
import type { Definition } from './template/cloudformation-template.ts';
import { conditionHolds } from './template/intrinsics.ts';
import { propertyProblems } from './template/schemas/schema-check.ts';

/** A resource of a type that the engine does not know. */
export type UnknownType = { type: string; id: string };

/** The pseudo parameters of a stack, which conditions refer to. */
type PseudoParameters = (stack: string) => Record<string, string>;

/** Whether anything is refused: a start on such a template only collects the rest, and must not touch stored data. */
export function isRefused(assemblies: readonly Assembly[], pseudo: PseudoParameters): boolean {
  return assemblies.some((assembly) => {
    const scope = { ...EMPTY, template: assembly.template, pseudo: pseudo(assembly.stack) };
    return [...assembly.template.resources].some(
      ([id, definition]) =>
        conditionHolds(definition.condition, scope) &&
        (!resourceTypeOf(definition.type) || literalProblems(id, definition).length > 0),
    );
  });
}

/** The problems of a resource that its template shows as it is written, whatever its intrinsic functions return. */
export function literalProblems(logicalId: string, { type, properties }: Definition): EngineError[] {
  return toErrors(logicalId, type, propertyProblems(type, properties, { unresolved: true }));
}

/** Throws the problems of a resource whose intrinsic functions are resolved. */
export function rejectProblems(logicalId: string, type: string, properties: Readonly<Record<string, unknown>>): void {
  const [first, ...others] = toErrors(logicalId, type, propertyProblems(type, properties));
  if (!first) return;
  throw others.length === 0 ? first : joined([first, ...others]);
}

/** One error for all of a start's; the types that are not emulated come first, in one sentence. */
export function combined(unknown: readonly UnknownType[], errors: readonly EngineError[], stacks: number): EngineError {
  const all = unknown.length > 0 ? [unknownTypesError(unknown, stacks), ...errors] : errors;
  return joined(all);
}

function joined(errors: readonly EngineError[]): EngineError {
  const [first] = errors as [EngineError];
  const messages = [...new Set(errors.map(({ message }) => message))];
  return messages.length === 1 ? first : new EngineError(first.code, messages.join('\n'), { cause: errors });
}

function toErrors(logicalId: string, type: string, problems: readonly string[]): EngineError[] {
  return problems.map((problem) => new EngineError('template-broken', `${logicalId} (${type}): ${problem}.`));
}

function unknownTypesError(unknown: readonly UnknownType[], stacks: number): EngineError {
  const names = unknown.map(({ type, id }) => `${type} (${id})`).join(', ');
  const choose = stacks > 1 ? ' --stack NAME runs one stack with those that it depends on.' : '';
  return new EngineError(
    'not-emulated',
    `${names}: not emulated. packages/local/README.md lists what is. Remove the resource from the template, or run the template on AWS.${choose}`,
  );
}

/** A scope in which nothing was created: conditions refer to parameters alone. */
const EMPTY = {
  created: new Map(),
  exports: new Map(),
  stored: { parameter: () => undefined, secret: () => undefined },
};
