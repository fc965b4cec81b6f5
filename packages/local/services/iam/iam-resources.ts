// The resource types of IAM.
import { PropertyReader } from '../../template/properties.ts';
import type { Ids } from '../resource-ids.ts';
import type { Created, Resource, ResourceType } from '../resource-type.ts';
import type { Iam } from './iam-service.ts';
import { parsePolicyDocument } from './policy-document.ts';

type Deps = { iam: Iam; ids: Ids };

const NOTES =
  'enforced for SDK calls of functions, pipes, data sources and AWS_IAM; no resource policies, of the condition keys of services only dynamodb:LeadingKeys, not of queries';

/** Roles, policies and managed policies. */
export const iamResources: readonly ResourceType<Deps>[] = [
  { type: 'AWS::IAM::Role', coverage: 'partly', notes: NOTES, create: createRole },
  { type: 'AWS::IAM::Policy', coverage: 'partly', notes: NOTES, create: createPolicy },
  { type: 'AWS::IAM::RolePolicy', coverage: 'partly', notes: NOTES, create: createRolePolicy },
  {
    type: 'AWS::IAM::ManagedPolicy',
    coverage: 'partly',
    notes: NOTES,
    create: createManagedPolicy,
  },
];

function createRole({ logicalId, properties }: Resource, { iam, ids }: Deps): Created {
  const name = String(properties.RoleName ?? ids.name(logicalId));
  const trust = parsePolicyDocument(logicalId, properties.AssumeRolePolicyDocument);
  const roleId = `AROA${ids.label(logicalId, 17).toUpperCase()}`;
  const { PermissionsBoundary: boundary } = properties;
  const path = String(properties.Path ?? '/');
  const arn = iam.createRole(name, {
    path,
    trust,
    id: roleId,
    ...(boundary !== undefined && { boundary: String(boundary) }),
  });
  const reader = new PropertyReader(properties, logicalId);
  for (const { properties: policy } of reader.optionalObjects('Policies') ?? [])
    iam.grant(name, parsePolicyDocument(logicalId, policy.PolicyDocument));
  for (const policyArn of reader.strings('ManagedPolicyArns')) iam.attach(name, policyArn);
  const unknown = iam.role(arn)?.unknownPolicies.filter((policy) => policy.includes(':iam::aws:')) ?? [];
  const without = unknown.length > 0 ? `, without ${unknown.join(', ')}: unknown policy` : '';
  return { ref: name, attributes: { Arn: arn, RoleId: roleId }, summary: `role ${name}${without}` };
}

function createPolicy({ logicalId, properties }: Resource, { iam, ids }: Deps): Created {
  const statements = parsePolicyDocument(logicalId, properties.PolicyDocument);
  for (const role of rolesOf(logicalId, properties)) iam.grant(role, statements);
  const name = String(properties.PolicyName ?? ids.name(logicalId));
  return { ref: name, attributes: { Id: ids.name(logicalId) }, summary: `policy ${name}` };
}

function createRolePolicy({ logicalId, properties }: Resource, { iam }: Deps): Created {
  const reader = new PropertyReader(properties, logicalId);
  const name = reader.string('PolicyName');
  const role = reader.string('RoleName');
  iam.grant(role, parsePolicyDocument(logicalId, properties.PolicyDocument));
  return { ref: `${name}|${role}`, summary: `policy ${name}` };
}

function createManagedPolicy({ logicalId, properties }: Resource, { iam, ids }: Deps): Created {
  const name = String(properties.ManagedPolicyName ?? ids.name(logicalId));
  const statements = parsePolicyDocument(logicalId, properties.PolicyDocument);
  const arn = iam.createPolicy(name, String(properties.Path ?? '/'), statements);
  for (const role of rolesOf(logicalId, properties)) iam.attach(role, arn);
  return { ref: arn, attributes: { PolicyArn: arn }, summary: `policy ${name}` };
}

function rolesOf(logicalId: string, properties: Resource['properties']): readonly string[] {
  return new PropertyReader(properties, logicalId).strings('Roles');
}
