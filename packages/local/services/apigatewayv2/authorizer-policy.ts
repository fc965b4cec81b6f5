// The result of a Lambda authorizer that returns a policy: who is allowed to call which methods.
import { evaluate, parsePolicyDocument, type Statement } from '../iam/index.ts';
import { isRecord } from './integration-response.ts';

/** A parsed result. `context` is what the function passes on. */
export type AuthorizerPolicy = {
  principalId: string | undefined;
  statements: readonly Statement[];
  context: Readonly<Record<string, unknown>>;
  /** An API key of a usage plan, for APIs whose keys come from the authorizer. */
  usageIdentifierKey: string | undefined;
};

/** Parses a result; undefined if it has another form. Source: API Gateway developer guide, "Output from an API Gateway Lambda authorizer". */
export function parseAuthorizerPolicy(result: unknown): AuthorizerPolicy | undefined {
  if (!isRecord(result) || !isRecord(result['policyDocument'])) return undefined;
  const { principalId, policyDocument, context = {}, usageIdentifierKey } = result;
  if (!isRecord(context ?? {})) return undefined;
  try {
    return {
      principalId: principalId == null ? undefined : String(principalId),
      statements: parsePolicyDocument('the authorizer', policyDocument),
      context: (context ?? {}) as Record<string, unknown>,
      usageIdentifierKey: usageIdentifierKey == null ? undefined : String(usageIdentifierKey),
    };
  } catch {
    return undefined;
  }
}

/** What a policy says of calling a method: `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH`. */
export function decideInvoke(
  { statements }: AuthorizerPolicy,
  methodArn: string,
  sourceIp: string,
): 'allowed' | 'denied' | 'not allowed' {
  const context = { 'aws:sourceip': sourceIp };
  return evaluate(statements, { action: 'execute-api:Invoke', resource: methodArn, context }).effect;
}
