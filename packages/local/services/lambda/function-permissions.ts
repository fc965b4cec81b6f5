// Resource-based policies of functions: the services that may invoke a function, and for which of their resources.
import { matchesPattern } from '../iam/index.ts';

/** An `AWS::Lambda::Permission`. */
export type LambdaPermission = { functionName: string; action: string; principal: string; sourceArn?: string };

/** Parses the properties of an `AWS::Lambda::Permission`. */
export function parsePermission(properties: Readonly<Record<string, unknown>>): LambdaPermission {
  const { FunctionName, Action, Principal, SourceArn } = properties;
  return {
    functionName: functionNameOf(String(FunctionName)),
    action: String(Action),
    principal: String(Principal),
    ...(SourceArn !== undefined && { sourceArn: String(SourceArn) }),
  };
}

/**
 * Whether a permission allows a service to invoke a function for one of the service's resources. Source: Lambda API reference,
 * AddPermission: SourceArn is compared with StringLike.
 */
export function permits(permission: LambdaPermission, functionArn: string, service: string, source: string): boolean {
  const { functionName, action, principal, sourceArn } = permission;
  return (
    functionName === functionNameOf(functionArn) &&
    (action === 'lambda:InvokeFunction' || action === 'lambda:*') &&
    (principal === service || principal === '*') &&
    (sourceArn === undefined || matchesPattern(sourceArn, source))
  );
}

/** The name in `NAME` or in `arn:aws:lambda:us-east-1:000000000000:function:NAME:$LATEST`. */
export function functionNameOf(functionNameOrArn: string): string {
  return /:function:([^:]+)/.exec(functionNameOrArn)?.[1] ?? functionNameOrArn;
}
