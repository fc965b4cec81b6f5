// Pieces of templates that several tests write.

/** A list of modes, as CloudFormation spells them. */
export function modes(...types: string[]) {
  return types.map((AuthType) => ({ AuthType }));
}

/** `Fn::GetAtt`. */
export function att(id: string, name: string) {
  return { 'Fn::GetAtt': [id, name] };
}

/** A role that a service takes on, and that may do this with everything. */
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
