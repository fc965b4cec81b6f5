// What a deployment would do to a stack that exists: what it adds, changes and removes, and what would lose data or users.
import { fullDiff, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import type { CloudFormationTemplate } from './aws-account.ts';

/** The changes of a deployment, in the words of an operator. */
export type StackChanges = {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  /** Resources with data or addresses of their own that would be replaced or removed: `LogTable (AWS::DynamoDB::Table)`. */
  readonly replaced: readonly string[];
  /** Why users would not be the same ones afterwards. */
  readonly identity: readonly string[];
};

/** Types whose replacement loses data, users, or the address of the page. */
const IRREPLACEABLE = new Set([
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::Cognito::UserPool',
  'AWS::CloudFront::Distribution',
  'AWS::S3::Bucket',
]);

const REPLACING: ReadonlySet<ResourceImpact> = new Set([
  ResourceImpact.WILL_REPLACE,
  ResourceImpact.WILL_DESTROY,
  ResourceImpact.WILL_ORPHAN,
]);

/** Compares the template of a stack with the one to be deployed. Which property replaces a resource is known to CDK's library. */
export function compareTemplates(deployed: CloudFormationTemplate, next: CloudFormationTemplate): StackChanges {
  const { resources } = fullDiff({ ...deployed }, { ...next });
  let [added, changed, removed] = [0, 0, 0];
  const replaced: string[] = [];
  resources.forEachDifference((id, change) => {
    if (change.isAddition) added += 1;
    else if (change.isRemoval) removed += 1;
    else changed += 1;
    const type = change.oldResourceType ?? '';
    if (IRREPLACEABLE.has(type) && REPLACING.has(change.changeImpact)) replaced.push(`${id} (${type})`);
  });
  return { added, changed, removed, replaced, identity: identityChanges(deployed, next) };
}

function identityChanges(deployed: CloudFormationTemplate, next: CloudFormationTemplate): string[] {
  const [before, after] = [issuerOf(deployed), issuerOf(next)];
  return [
    ...(before === after ? [] : [`the users come from ${after} instead of ${before}: each becomes another user`]),
    ...(hasGuests(deployed) && !hasGuests(next) ? ['guests are switched off: all guests lose their account'] : []),
  ];
}

function hasGuests({ Resources }: CloudFormationTemplate): boolean {
  return Object.entries(Resources).some(
    ([id, { Type }]) => Type === 'AWS::Cognito::UserPoolClient' && /guest/i.test(id),
  );
}

/** The issuer of a template: the address in its output, or the user pool of the stack. */
function issuerOf({ Outputs = {} }: CloudFormationTemplate): string {
  const issuer = Outputs['Issuer']?.Value;
  return typeof issuer === 'string' ? issuer : 'the user pool of the stack';
}
