// Parts of templates that several tests use.

/** A list of authorization modes, as CloudFormation writes them. */
export function modes(...types: string[]) {
  return types.map((AuthType) => ({ AuthType }));
}

/** `Fn::GetAtt`. */
export function att(id: string, name: string) {
  return { 'Fn::GetAtt': [id, name] };
}

/** `Ref`. */
export function ref(Ref: string) {
  return { Ref };
}

/** `Fn::Sub`. */
export function sub(text: string) {
  return { 'Fn::Sub': text };
}

/** A role that a service may assume, with permission for these actions on all resources. */
export function role(Service: string, Action: string[]) {
  const trust = [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }];
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] };
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: trust },
      Policies: [{ PolicyName: 'all', PolicyDocument: policy }],
    },
  };
}
