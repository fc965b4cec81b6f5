// The role of a pipe: it reads one stream and calls one API destination.
import { Stack } from 'aws-cdk-lib';
import type { ApiDestination } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** The role of a pipe from a table's stream to an API destination. */
export function pipeRole(scope: Construct, stream: string, destination: ApiDestination): Role {
  const { account } = Stack.of(scope);
  const role = new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('pipes.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    }),
  });
  const allow = (actions: string[], resources: string[]) =>
    role.addToPolicy(new PolicyStatement({ actions, resources }));
  allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], [stream]);
  // ListStreams cannot be restricted to a resource: Service Authorization Reference, DynamoDB.
  allow(['dynamodb:ListStreams'], ['*']);
  allow(['events:InvokeApiDestination'], [destination.apiDestinationArn]);
  return role;
}
