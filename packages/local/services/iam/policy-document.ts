// A policy document, read: who may do what on which resource, each field a list.
import { EngineError } from '../../errors.ts';

/** One statement of a policy. A field that the document leaves out is an empty list or record. */
export type Statement = {
  effect: 'Allow' | 'Deny';
  actions: readonly string[];
  notActions: readonly string[];
  resources: readonly string[];
  notResources: readonly string[];
  /** By kind: `{ Service: ['lambda.amazonaws.com'] }`; everybody is `{ AWS: ['*'] }`. */
  principals: Readonly<Record<string, readonly string[]>>;
  notPrincipals: Readonly<Record<string, readonly string[]>>;
  /** Operator, then key, then values: `{ StringEquals: { 'aws:SourceArn': ['arn:…'] } }`. */
  conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
};

/** Reads a policy document of the template; `where` names the resource that holds it. */
export function parsePolicyDocument(where: string, input: unknown): Statement[] {
  const { Statement: statements } = record(where, input);
  return (Array.isArray(statements) ? statements : [statements]).map((statement) => parseStatement(where, statement));
}

function parseStatement(where: string, input: unknown): Statement {
  const statement = record(where, input);
  const effect = statement.Effect;
  if (effect !== 'Allow' && effect !== 'Deny') throw broken(where, `Effect is ${JSON.stringify(effect)}`);
  return {
    effect,
    actions: texts(where, statement.Action),
    notActions: texts(where, statement.NotAction),
    resources: texts(where, statement.Resource),
    notResources: texts(where, statement.NotResource),
    principals: principals(where, statement.Principal),
    notPrincipals: principals(where, statement.NotPrincipal),
    conditions: conditions(where, statement.Condition),
  };
}

function principals(where: string, input: unknown): Record<string, string[]> {
  if (input === undefined) return {};
  if (input === '*') return { AWS: ['*'] };
  return lists(where, input);
}

function conditions(where: string, input: unknown): Record<string, Record<string, string[]>> {
  if (input === undefined) return {};
  return Object.fromEntries(
    Object.entries(record(where, input)).map(([operator, keys]) => [operator, lists(where, keys)]),
  );
}

function lists(where: string, input: unknown): Record<string, string[]> {
  return Object.fromEntries(Object.entries(record(where, input)).map(([key, values]) => [key, texts(where, values)]));
}

function texts(where: string, input: unknown): string[] {
  if (input === undefined) return [];
  return (Array.isArray(input) ? input : [input]).map((value) => {
    if (typeof value === 'object') throw broken(where, `${JSON.stringify(value)} stands where a text is needed`);
    return String(value);
  });
}

function record(where: string, input: unknown): Record<string, unknown> {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw broken(where, `${JSON.stringify(input)} stands where an object is needed`);
  return input as Record<string, unknown>;
}

function broken(where: string, reason: string): EngineError {
  return new EngineError('template-broken', `The policy of ${where} cannot be read: ${reason}.`);
}
