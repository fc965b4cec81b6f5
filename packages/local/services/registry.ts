// The services of the engine, and how they depend on each other.
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { FaultInjection } from '../fault-injection/index.ts';
import type { Endpoints } from '../http/endpoints.ts';
import type { Store } from '../storage/store.ts';
import { type Assembly, openAssets } from '../template/cloud-assembly.ts';
import type { GivenParameters } from '../template/parameters.ts';
import { RestApis } from './apigateway/index.ts';
import { HttpApis } from './apigatewayv2/index.ts';
import { AppSync, AppSyncControlPlane } from './appsync/index.ts';
import { accessForAppSync, tableAccess } from './appsync-access.ts';
import { CustomResources } from './cloudformation/index.ts';
import { CloudFront } from './cloudfront/index.ts';
import { IdentityPools } from './cognito-identity/index.ts';
import { Cognito } from './cognito-idp/index.ts';
import { DynamoDb, FaultyStream } from './dynamodb/index.ts';
import { EventBridge, EventRules } from './events/index.ts';
import { authorizer, Iam } from './iam/index.ts';
import { EventSourceMappings, Lambda, serveInvokeApi } from './lambda/index.ts';
import { Logs } from './logs/index.ts';
import { Pipes } from './pipes/index.ts';
import { type Ids, REGION } from './resource-ids.ts';
import { S3, serviceHandler } from './s3/index.ts';
import { sdkEnvironment, serveSdks } from './sdk-endpoints.ts';
import { SecretStore } from './secretsmanager/index.ts';
import { Sqs } from './sqs/index.ts';
import { ParameterStore } from './ssm/index.ts';

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
  const s3 = new S3({ storage, clock, folder });
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
  endpoints.add({
    host: `s3.${REGION}.amazonaws.com`,
    base: '/_aws/s3',
    internal: true,
    handle: serviceHandler({ s3, iam, clock, endpoints, say }),
  });
  const customResources = new CustomResources({ storage, clock, endpoints, lambda, say });
  serveSdks({ dynamodb, sqs, events, rules, parameters, secrets, identityPools }, endpoints, authorize);

  return {
    assets,
    say,
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
    customResources,
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
      s3.close();
      await logs.flush();
    },
  };
}

/** The session name when API Gateway assumes a role, as observed in AWS's access denied messages. */
const API_GATEWAY_SESSION = 'BackplaneAssumeRoleSession';
