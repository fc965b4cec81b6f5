// Names in CloudFront, which has one set of names for all regions of an account.
import { Aws, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** A name that no other stack, and no other region of the account, has. */
export function cloudFrontName(scope: Construct, name: string): string {
  return `${Stack.of(scope).stackName}-${Aws.REGION}-${name}`;
}
