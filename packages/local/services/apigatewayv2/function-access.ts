// Whether API Gateway may invoke a function: by the function's own policy, or as a role that the template names.

const SERVICE = 'apigateway.amazonaws.com';

/** A function, and the method or authorizer that invokes it. */
export type FunctionAccess = { functionArn: string; roleArn: string | undefined; sourceArn: string };

/** The policies that decide. */
export type AccessDeps = {
  lambda: { permits(functionArn: string, service: string, sourceArn: string): boolean };
  iam: {
    allows(roleArn: string, action: string, resource: string): boolean;
    trusts(roleArn: string, service: string): boolean;
  };
  say: (line: string) => void;
};

/** Whether the function may be invoked. `say` receives what the template lacks; a request learns only that there is an error. */
export function mayInvoke(
  { functionArn, roleArn, sourceArn }: FunctionAccess,
  { lambda, iam, say }: AccessDeps,
): boolean {
  if (roleArn === undefined) {
    if (lambda.permits(functionArn, SERVICE, sourceArn)) return true;
    say(`API Gateway may not invoke ${functionArn} for ${sourceArn}: no AWS::Lambda::Permission allows it.`);
    return false;
  }
  const trusts = iam.trusts(roleArn, SERVICE);
  if (trusts && iam.allows(roleArn, 'lambda:InvokeFunction', functionArn)) return true;
  say(`${roleArn} may not invoke ${functionArn}${trusts ? '' : `, because it does not trust ${SERVICE}`}.`);
  return false;
}
