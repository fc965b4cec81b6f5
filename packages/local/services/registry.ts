// Every service that plays a part of AWS, how they are put together, and every resource type that they know.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { EngineError } from '../errors.ts';
import type { Faults } from '../fault-injection/index.ts';
import type { Endpoints } from '../http/endpoints.ts';
import { type Authorize, awsJsonHandler, type JsonApi } from '../protocol/aws-json.ts';
import type { Store } from '../storage/store.ts';
import type { Assembly } from '../template/cloud-assembly.ts';
import { references } from '../template/intrinsics.ts';
import { apiGatewayResources, HttpApis } from './apigatewayv2/index.ts';
import { AppSync, AppSyncControl, appSyncResources, noted } from './appsync/index.ts';
import { accessForAppSync, dataSourcesOf } from './appsync-access.ts';
import { CloudFront, cloudFrontResources } from './cloudfront/index.ts';
import { Cognito, cognitoResources } from './cognito-idp/index.ts';
import { DynamoDb, dynamoDbApi, dynamoDbResources, FaultyStream } from './dynamodb/index.ts';
import { Events, eventsApi, eventsResources, Rules } from './events/index.ts';
import { authorizer, Iam, iamResources } from './iam/index.ts';
import { Lambda, lambdaResources } from './lambda/index.ts';
import { Logs, logsResources } from './logs/index.ts';
import { Pipes, pipesResources } from './pipes/index.ts';
import { Ids, REGION } from './resource-ids.ts';
import type { ResourceType } from './resource-type.ts';
import { S3, s3Resources } from './s3/index.ts';
import { Sqs, sqsApi, sqsResources } from './sqs/index.ts';

/** The services of one engine, and what they share. */
export type Services = Awaited<ReturnType<typeof openServices>>;

/** What an engine hands to its services. */
type World = {
  assembly: Assembly;
  storage: Store;
  endpoints: Endpoints;
  clock: Clock;
  faults: Faults;
  /** The data folder. */
  folder: string;
  say: (line: string) => void;
};

/** Types that have no effect while a stack runs. */
const ACCEPTED: readonly ResourceType<object>[] = [
  'AWS::CDK::Metadata',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
].map((type) => ({ type, coverage: 'accepted', create: ({ logicalId }) => ({ ref: logicalId }) }));

const KINDS: readonly ResourceType<Services>[] = [
  ...apiGatewayResources,
  ...noted(appSyncResources),
  ...cloudFrontResources,
  ...cognitoResources,
  ...dynamoDbResources,
  ...eventsResources,
  ...iamResources,
  ...lambdaResources,
  ...logsResources,
  ...pipesResources,
  ...s3Resources,
  ...sqsResources,
  ...ACCEPTED,
];

/** How a resource type is made, if the engine knows it. */
export function resourceTypeOf(type: string): ResourceType<Services> | undefined {
  return KINDS.find((kind) => kind.type === type);
}

/** Every resource type that the engine knows, for the table in the README. */
export function coverage(): { type: string; coverage: string; notes: string }[] {
  return KINDS.map(({ type, coverage, notes = '' }) => ({ type, coverage, notes })).sort((a, b) =>
    a.type.localeCompare(b.type),
  );
}

/** Makes the services of an engine. Nothing of the template is in them yet. */
export function openServices({ assembly, storage, endpoints, clock, faults, folder, say }: World) {
  const { hops, traces } = faults;
  const traceOf = (record: { eventSourceARN: string; dynamodb: { SequenceNumber: string } }) =>
    traces.carried(`${record.eventSourceARN} ${record.dynamodb.SequenceNumber}`);
  const ids = new Ids(assembly.stack);
  const assets = openAssets(assembly);
  const logs = new Logs({ clock, folder: join(folder, 'logs'), say });
  const iam = new Iam();
  const authorize = authorizer(iam, say);
  const dynamodb = new DynamoDb({
    storage,
    clock,
    hop: hops.table,
    noted: (trace, { streamArn, sequenceNumber }) => traces.carry(`${streamArn} ${sequenceNumber}`, trace),
  });
  const sqs = new Sqs({ clock, storage });
  const events = new Events({ clock, storage, endpoints, hop: hops.destination });
  const cognito = new Cognito({ clock, storage });
  const lambda = new Lambda({ clock, iam, logs, environment: () => sdkEndpoints(endpoints), say, hop: hops.handler });
  const rules = new Rules({ clock, functions: lambda, say });
  events.on((event) => rules.put(event));
  const httpApis = new HttpApis({ clock, endpoints, lambda, tokens: cognito, hop: hops.http });
  const appSync = new AppSync({
    ids,
    clock,
    storage,
    endpoints,
    tokens: cognito,
    assets,
    say,
    way: hops,
    ...accessForAppSync({ iam, dynamodb, lambda, say }),
    ...dataSourcesOf(assembly),
    // Where AppSync writes what a handler says to its console (AppSync developer guide, CloudWatch Logs).
    log: ({ apiId, namespace, text }) => logs.put(`/aws/appsync/apis/${apiId}`, namespace, text),
  });
  appSync.onBus(({ busArn, source, detailType, detail, resources }) => {
    if (busArn === ids.arn('events', 'event-bus/default'))
      rules.put({ source, 'detail-type': detailType, detail, resources: [resources ?? []].flat().map(String) });
  });
  const appSyncControl = new AppSyncControl({
    clock,
    endpoints,
    keysOf: (apiId) => appSync.api(apiId)?.setUp.keys,
    // None of these actions takes a resource: Service Authorization Reference, AppSync.
    demand: (headers, action) => authorize(headers, () => [{ action, resource: '*' }]),
  });
  const pipes = new Pipes({
    clock,
    storage,
    stream: (arn) => new FaultyStream(dynamodb.stream(arn), hops.stream, traceOf),
    traceOf,
    hop: hops.pipe,
    events,
    sqs,
    logs,
    may: (roleArn, action, resource) => iam.may(roleArn, action, resource),
    say,
  });
  serveApis({ dynamodb: dynamoDbApi(dynamodb), sqs: sqsApi(sqs), events: eventsApi(events) }, endpoints, authorize);
  return {
    ids,
    assets,
    clock,
    storage,
    endpoints,
    logs,
    iam,
    dynamodb,
    sqs,
    events,
    rules,
    cognito,
    authorize,
    lambda,
    httpApis,
    appSync,
    appSyncControl,
    pipes,
    s3: new S3(),
    cloudfront: new CloudFront(),
    playedNatively: (logicalId: string) => isPlayed(logicalId, assembly),
    /** Puts everything down: first what sends, then what answers. */
    async stop(): Promise<void> {
      rules.close();
      await pipes.close();
      await appSync.close();
      await lambda.close();
      dynamodb.close();
      await logs.flush();
    },
  };
}

/** Serves JSON APIs to AWS's SDKs, each at its host of AWS. */
function serveApis(apis: Readonly<Record<string, JsonApi>>, endpoints: Endpoints, authorize: Authorize): void {
  for (const [name, api] of Object.entries(apis))
    endpoints.add({
      host: `${name}.${REGION}.amazonaws.com`,
      base: `/_aws/${name}`,
      inside: true,
      handle: awsJsonHandler(api, authorize),
    });
}

/** Where the SDK inside a function finds those services (AWS SDKs reference guide, service-specific endpoints). */
function sdkEndpoints(endpoints: Endpoints): Record<string, string> {
  const at = (name: string) => `${endpoints.origin}/_aws/${name}`;
  return {
    AWS_ENDPOINT_URL_DYNAMODB: at('dynamodb'),
    AWS_ENDPOINT_URL_DYNAMODB_STREAMS: at('dynamodb'),
    AWS_ENDPOINT_URL_SQS: at('sqs'),
    AWS_ENDPOINT_URL_EVENTBRIDGE: at('events'),
    AWS_ENDPOINT_URL_APPSYNC: at('appsync'),
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: at('cognito-idp'),
  };
}

function openAssets({ assets }: Assembly) {
  const folder = (_bucket: string, key: string): string => {
    const path = assets.get(key);
    if (path) return path;
    throw new EngineError(
      'template-broken',
      `The asset ${key} is not in the assembly. Give the cdk.out folder, not its template alone.`,
    );
  };
  return { folder, readObject: (bucket: string, key: string) => readFile(folder(bucket, key)) };
}

/** Custom resources that the engine plays without running their function. */
const PLAYED: ReadonlySet<string> = new Set(['Custom::CDKBucketDeployment', 'Custom::S3AutoDeleteObjects']);

function isPlayed(logicalId: string, { template }: Assembly): boolean {
  const users = [...template.resources.values()].filter(({ properties }) => references(properties).has(logicalId));
  return users.length > 0 && users.every(({ type }) => PLAYED.has(type));
}
