// The resource types that the engine knows.
import type { Assembly } from '../template/cloud-assembly.ts';
import type { Definition } from '../template/cloudformation-template.ts';
import { referencesIn } from '../template/creation-order.ts';
import { acceptedResources } from './accepted-resources.ts';
import { awsCustomResource, restApiResources } from './apigateway/index.ts';
import { apiGatewayResources } from './apigatewayv2/index.ts';
import { appSyncResources, withControlPlane } from './appsync/index.ts';
import { cloudFormationResources, customResource } from './cloudformation/index.ts';
import { cloudFrontResources } from './cloudfront/index.ts';
import { identityPoolResources } from './cognito-identity/index.ts';
import { cognitoResources } from './cognito-idp/index.ts';
import { dynamoDbResources } from './dynamodb/index.ts';
import { eventsResources } from './events/index.ts';
import { iamResources } from './iam/index.ts';
import { eventSourceResources, functionUrlResources, lambdaResources } from './lambda/index.ts';
import { logsResources } from './logs/index.ts';
import { pipesResources } from './pipes/index.ts';
import type { StackServices } from './registry.ts';
import type { ResourceType } from './resource-type.ts';
import { s3Resources } from './s3/index.ts';
import { secretsManagerResources } from './secretsmanager/index.ts';
import { sqsResources } from './sqs/index.ts';
import { ssmResources } from './ssm/index.ts';

const RESOURCE_TYPES: readonly ResourceType<StackServices>[] = [
  ...apiGatewayResources,
  ...restApiResources,
  awsCustomResource,
  ...withControlPlane(appSyncResources),
  ...cloudFormationResources,
  ...cloudFrontResources,
  ...cognitoResources,
  ...identityPoolResources,
  ...dynamoDbResources,
  ...eventsResources,
  ...iamResources,
  ...lambdaResources,
  ...functionUrlResources,
  ...eventSourceResources,
  ...logsResources,
  ...pipesResources,
  ...s3Resources,
  ...secretsManagerResources,
  ...sqsResources,
  ...ssmResources,
  ...acceptedResources,
];

/** How a resource type is made, if the engine knows it. */
export function resourceTypeOf(type: string): ResourceType<StackServices> | undefined {
  return knownType(type) ?? (type.startsWith('Custom::') ? customResource : undefined);
}

function knownType(type: string): ResourceType<StackServices> | undefined {
  return RESOURCE_TYPES.find((known) => known.type === type);
}

/** Every resource type that the engine knows, for the table in the README. */
export function coverage(): { type: string; coverage: string; notes: string }[] {
  return RESOURCE_TYPES.map(({ type, coverage, notes = '' }) => ({ type, coverage, notes })).sort((a, b) =>
    a.type.localeCompare(b.type),
  );
}

function isImplemented({ type, properties }: Definition): boolean {
  const known = type.startsWith('Custom::') ? knownType(type) : undefined;
  return known !== undefined && (known.isImplemented?.(properties) ?? true);
}

/** Whether only custom resources use a resource: the engine plays those that it knows without running their function. */
export function isImplementedByEngine(logicalId: string, { template }: Assembly): boolean {
  const users = usersIn(template.resources).get(logicalId) ?? [];
  return users.length > 0 && users.every((user) => isImplemented(user));
}

const USERS = new WeakMap<ReadonlyMap<string, Definition>, Map<string, Definition[]>>();

/** The resources that refer to each one. A template is read once: it is asked for each function. */
function usersIn(resources: ReadonlyMap<string, Definition>): Map<string, Definition[]> {
  const known = USERS.get(resources);
  if (known) return known;
  const users = new Map<string, Definition[]>();
  for (const definition of resources.values())
    for (const id of referencesIn(definition.properties)) users.set(id, [...(users.get(id) ?? []), definition]);
  USERS.set(resources, users);
  return users;
}
