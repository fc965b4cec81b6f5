// What a function's own policy allows: which service may call it, and for which of its resources.

/** An `AWS::Lambda::Permission`. */
export type LambdaPermission = { functionName: string; action: string; principal: string; sourceArn?: string };

/** Reads its properties. */
export function parsePermission(properties: Readonly<Record<string, unknown>>): LambdaPermission {
  const { FunctionName, Action, Principal, SourceArn } = properties;
  return {
    functionName: nameIn(String(FunctionName)),
    action: String(Action),
    principal: String(Principal),
    ...(SourceArn !== undefined && { sourceArn: String(SourceArn) }),
  };
}

/** Whether a permission lets a service call a function for one of its resources. */
export function permits(permission: LambdaPermission, functionArn: string, service: string, source: string): boolean {
  const { functionName, action, principal, sourceArn } = permission;
  return (
    functionName === nameIn(functionArn) &&
    (action === 'lambda:InvokeFunction' || action === 'lambda:*') &&
    (principal === service || principal === '*') &&
    (sourceArn === undefined || sourceArn === source)
  );
}

/** `arn:aws:lambda:us-east-1:000000000000:function:NAME:$LATEST` and `NAME` name the same function. */
export function nameIn(functionNameOrArn: string): string {
  return /:function:([^:]+)/.exec(functionNameOrArn)?.[1] ?? functionNameOrArn;
}
