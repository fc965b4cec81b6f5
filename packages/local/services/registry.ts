// The services of the engine, how they depend on each other, and the resource types that they know.
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { FaultInjection } from '../fault-injection/index.ts';
import type { Endpoints } from '../http/endpoints.ts';
import type { Store } from '../storage/store.ts';
import { type Assembly, openAssets } from '../template/cloud-assembly.ts';
import { referencesIn } from '../template/creation-order.ts';
import type { GivenParameters } from '../template/parameters.ts';
import { acceptedResources } from './accepted-resources.ts';
import { RestApis, restApiResources } from './apigateway/index.ts';
import { apiGatewayResources, HttpApis } from './apigatewayv2/index.ts';
import { AppSync, AppSyncControlPlane, appSyncResources, withControlPlane } from './appsync/index.ts';
import { accessForAppSync, dataSourcesOf, tableAccess } from './appsync-access.ts';
import { cloudFormationResources } from './cloudformation/index.ts';
import { CloudFront, cloudFrontResources } from './cloudfront/index.ts';
import { IdentityPools, identityPoolResources } from './cognito-identity/index.ts';
import { Cognito, cognitoResources } from './cognito-idp/index.ts';
import { DynamoDb, dynamoDbResources, FaultyStream } from './dynamodb/index.ts';
import { EventBridge, EventRules, eventsResources } from './events/index.ts';
import { authorizer, Iam, iamResources } from './iam/index.ts';
import {
  EventSourceMappings,
  eventSourceResources,
  functionUrlResources,
  Lambda,
  lambdaResources,
  serveInvokeApi,
} from './lambda/index.ts';
import { Logs, logsResources } from './logs/index.ts';
import { Pipes, pipesResources } from './pipes/index.ts';
import { Ids } from './resource-ids.ts';
import type { ResourceType } from './resource-type.ts';
import { S3, s3Resources } from './s3/index.ts';
import { sdkEnvironment, serveSdks } from './sdk-endpoints.ts';
import { SecretStore, secretsManagerResources } from './secretsmanager/index.ts';
import { Sqs, sqsResources } from './sqs/index.ts';
import { ParameterStore, ssmResources } from './ssm/index.ts';

/** What an engine hands to its services. */
type ServicesDeps = {
  assemblies: readonly Assembly[];
  storage: Store;
  endpoints: Endpoints;
  clock: Clock;
  faults: FaultInjection;
  /** The data folder. */
  folder: string;
  /** The authority of the engine's certificate, in PEM. */
  authority: string;
  /** Environment variables of all functions, beyond those of the template. */
  functionEnvironment: Readonly<Record<string, string>>;
  /** Receives one line for what goes wrong outside any request. */
  say: (line: string) => void;
};

/** The services of one engine, and what they share. */
export type Services = ReturnType<typeof openServices>;

/** The services as the resources of one stack use them. */
export type StackServices = Services & {
  ids: Ids;
  /** Whether a function serves only custom resources that the engine implements itself, so that its code never runs. */
  implementedByEngine: (logicalId: string) => boolean;
  dataSources: ReadonlySet<string> | undefined;
  /** Creates the stack of a template that a resource of this stack names by its parameters and the path of its file. */
  createNestedStack: (
    name: string,
    file: string,
    parameters: GivenParameters,
  ) => Promise<Readonly<Record<string, string>>>;
};

/** Opens the services of an engine, each after those that it uses. Nothing of the template is in them yet. */
export function openServices({
  assemblies,
  storage,
  endpoints,
  clock,
  faults,
  folder,
  authority,
  functionEnvironment,
  say,
}: ServicesDeps) {
  const { hops, traces } = faults;
  const assets = openAssets(assemblies);
  const parameters = new ParameterStore({ clock, storage });
  const secrets = new SecretStore(storage);
  const iam = new Iam();
  const authorize = authorizer(iam, say);
  const logs = new Logs({ clock, folder: join(folder, 'logs'), say });
  const s3 = new S3();
  const cloudfront = new CloudFront();
  const dynamodb = new DynamoDb({
    storage,
    clock,
    hop: hops.table,
    onStreamRecord: (trace, { streamArn, sequenceNumber }) => traces.link(`${streamArn} ${sequenceNumber}`, trace),
  });
  const sqs = new Sqs({ clock, storage });
  const cognito = new Cognito({ clock, storage });
  const identityPools = new IdentityPools({ clock, iam, tokens: cognito });
  const events = new EventBridge({ clock, storage, endpoints, hop: hops.destination });
  const environment = () => ({ ...sdkEnvironment(endpoints), ...functionEnvironment });
  const lambda = new Lambda({
    engineAddress: () => ({ port: endpoints.port, authority, domains: appSync.domains }),
    clock,
    iam,
    logs,
    environment,
    say,
    hop: hops.handler,
  });
  const may = (roleArn: string, action: string, resource: string) => iam.allows(roleArn, action, resource);
  const rules = new EventRules({
    clock,
    targets: {
      permits: (...of) => lambda.permits(...of),
      invokeAsync: (arn, payload) => lambda.invokeAsync(arn, payload),
      may,
      send: (...message) => sqs.send(...message),
      callDestination: (arn, request) => events.invoke(arn, request),
    },
    say,
  });
  const httpApis = new HttpApis({ clock, endpoints, lambda, iam, tokens: cognito, hop: hops.http, say });
  const restApis = new RestApis({
    clock,
    endpoints,
    lambda,
    iam,
    tokens: cognito,
    table: tableAccess({ iam, dynamodb, say }, API_GATEWAY_SESSION),
    hop: hops.http,
    say,
  });
  const appSync = new AppSync({
    clock,
    storage,
    endpoints,
    tokens: cognito,
    assets,
    warn: say,
    hops,
    ...accessForAppSync({ iam, dynamodb, lambda, say }),
    // Where AppSync writes what a handler prints to its console (AppSync developer guide, CloudWatch Logs).
    log: ({ apiId, namespace, text }) => logs.put(`/aws/appsync/apis/${apiId}`, namespace, text),
  });
  const appSyncControlPlane = new AppSyncControlPlane({
    clock,
    endpoints,
    keysOf: (apiId) => appSync.api(apiId)?.config.keys,
    // None of these actions takes a resource: Service Authorization Reference, AppSync.
    demand: (headers, action) => authorize(headers, () => [{ action, resource: '*' }])(),
  });
  const traceOf = (record: { eventSourceARN: string; dynamodb: { SequenceNumber: string } }) =>
    traces.linkedTo(`${record.eventSourceARN} ${record.dynamodb.SequenceNumber}`);
  const eventSources = new EventSourceMappings({
    clock,
    storage,
    lambda,
    stream: (arn) => dynamodb.stream(arn),
    sqs,
    may,
    say,
  });
  const pipes = new Pipes({
    clock,
    storage,
    stream: (arn) => new FaultyStream(dynamodb.stream(arn), hops.stream, traceOf),
    traceOf,
    hop: hops.pipe,
    events,
    sqs,
    lambda,
    rules,
    logs,
    may,
    say,
  });

  events.subscribe((event) => rules.put(event));
  appSync.onBus(({ busArn, source, detailType, detail, resources }) => {
    const event = { source, 'detail-type': detailType, detail, resources: [resources ?? []].flat().map(String) };
    rules.put(event, busArn);
  });
  serveInvokeApi({
    lambda,
    endpoints,
    demand: (headers, action, resource) => authorize(headers, () => [{ action, resource }]),
  });
  serveSdks({ dynamodb, sqs, events, rules, parameters, secrets, identityPools }, endpoints, authorize);

  return {
    assets,
    clock,
    storage,
    endpoints,
    authorize,
    iam,
    logs,
    s3,
    cloudfront,
    dynamodb,
    sqs,
    cognito,
    identityPools,
    events,
    lambda,
    rules,
    httpApis,
    restApis,
    appSync,
    appSyncControlPlane,
    parameters,
    secrets,
    pipes,
    eventSources,
    /** Stops the services that send requests before those that serve them. */
    async stop(): Promise<void> {
      rules.close();
      await eventSources.close();
      await pipes.close();
      await appSync.close();
      await lambda.close();
      dynamodb.close();
      await logs.flush();
    },
  };
}

/** The services for the resources of a stack. */
export function servicesOfStack(
  services: Services,
  assembly: Assembly,
  createNestedStack: StackServices['createNestedStack'],
): StackServices {
  return {
    ...services,
    ids: new Ids(assembly.stack),
    implementedByEngine: (logicalId) => isImplementedByEngine(logicalId, assembly),
    dataSources: dataSourcesOf(assembly),
    createNestedStack,
  };
}

/** The session name when API Gateway assumes a role, as observed in AWS's access denied messages. */
const API_GATEWAY_SESSION = 'BackplaneAssumeRoleSession';

const RESOURCE_TYPES: readonly ResourceType<StackServices>[] = [
  ...apiGatewayResources,
  ...restApiResources,
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
  return RESOURCE_TYPES.find((known) => known.type === type);
}

/** Every resource type that the engine knows, for the table in the README. */
export function coverage(): { type: string; coverage: string; notes: string }[] {
  return RESOURCE_TYPES.map(({ type, coverage, notes = '' }) => ({ type, coverage, notes })).sort((a, b) =>
    a.type.localeCompare(b.type),
  );
}

/** Whether only custom resources use a resource: the engine plays those that it knows without running their function. */
function isImplementedByEngine(logicalId: string, { template }: Assembly): boolean {
  const users = [...template.resources.values()].filter(({ properties }) => referencesIn(properties).has(logicalId));
  return users.length > 0 && users.every(({ type }) => type.startsWith('Custom::') && resourceTypeOf(type));
}
