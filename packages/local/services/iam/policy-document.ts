// Parses policy documents into statements whose fields are all lists.
import { PropertyReader } from '../../template/properties.ts';

/** One statement of a policy. A field that the document omits is an empty list or record. */
export type Statement = {
  effect: 'Allow' | 'Deny';
  actions: readonly string[];
  notActions: readonly string[];
  resources: readonly string[];
  notResources: readonly string[];
  /** By type: `{ Service: ['lambda.amazonaws.com'] }`; `*` is `{ AWS: ['*'] }`. */
  principals: Readonly<Record<string, readonly string[]>>;
  notPrincipals: Readonly<Record<string, readonly string[]>>;
  /** Operator, then key, then values: `{ StringEquals: { 'aws:SourceArn': ['arn:…'] } }`. */
  conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
};

/** Parses a policy document of the template; `logicalId` names its resource in errors. */
export function parsePolicyDocument(logicalId: string, input: unknown): Statement[] {
  const subject = `The policy of ${logicalId}`;
  const { Statement } = new PropertyReader({ PolicyDocument: input }, subject).object('PolicyDocument').properties;
  const statements = new PropertyReader({ Statement: [Statement].flat() }, subject).optionalObjects('Statement') ?? [];
  return statements.map(parseStatement);
}

function parseStatement(statement: PropertyReader): Statement {
  return {
    effect: statement.oneOf('Effect', ['Allow', 'Deny']),
    actions: statement.strings('Action'),
    notActions: statement.strings('NotAction'),
    resources: statement.strings('Resource'),
    notResources: statement.strings('NotResource'),
    principals: parsePrincipals(statement, 'Principal'),
    notPrincipals: parsePrincipals(statement, 'NotPrincipal'),
    conditions: parseConditions(statement.optionalObject('Condition')),
  };
}

function parsePrincipals(statement: PropertyReader, name: string): Record<string, string[]> {
  return statement.properties[name] === '*' ? { AWS: ['*'] } : statement.stringLists(name);
}

function parseConditions(conditions: PropertyReader): Record<string, Record<string, string[]>> {
  const operators = Object.keys(conditions.properties);
  return Object.fromEntries(operators.map((operator) => [operator, conditions.stringLists(operator)]));
}
