// The template: CDK's own validation, important properties, and one reviewed snapshot.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, mock, test } from 'node:test';
import { ROUTE_NAMES, ROUTES, type RouteName, routeKey } from '@parley/chat';
import { synthesize } from '../index.ts';
import { type Template as ReviewedTemplate, reviewOf } from '../testing/template-review.ts';
import { LAMBDAS } from './bundle.ts';
import { keyExpiry } from './events.construct.ts';
import { bundleName, HTTP_FUNCTIONS } from './http-functions.ts';

type Properties = Record<string, never>;
type Template = {
  Resources: Record<string, { Type: string; Properties: Properties; DependsOn?: string[]; DeletionPolicy?: string }>;
  Outputs: unknown;
};

const folder = mkdtempSync(join(tmpdir(), 'parley-stack-'));
const page = join(folder, 'page');
const out = join(folder, 'out');
const bundles = join(folder, 'bundles');
let template: Template;

before(async () => {
  const html = `<meta http-equiv="Content-Security-Policy" content="connect-src 'self' {{connect-src}}; img-src 'self' {{files-src}}">`;
  mkdirSync(page);
  writeFileSync(join(page, 'index.html'), html);
  for (const file of ['icon.svg', 'service-worker.js', 'main-5KXZ7Q2A.js']) writeFileSync(join(page, file), '');
  await onDay('2026-11-23', (now) => synthesize({ page, bundles, out, now }));
  template = JSON.parse(readFileSync(join(out, 'Parley.template.json'), 'utf8'));
});

/** Runs with the clock of a day, because CDK rejects a key that expires more than a year from now. */
async function onDay(day: string, run: (now: Date) => Promise<void>): Promise<void> {
  const now = new Date(`${day}T00:00:00Z`);
  mock.timers.enable({ apis: ['Date'], now });
  await run(now).finally(() => mock.timers.reset());
}

function all(type: string) {
  return Object.values(template.Resources).filter(({ Type }) => Type === type);
}

function only(type: string) {
  const [resource, ...others] = all(type);
  assert.ok(resource, `there is no ${type}`);
  assert.equal(others.length, 0, `there is more than one ${type}`);
  return resource;
}

// biome-ignore lint/suspicious/noExplicitAny: templates have no types
function properties(type: string): any {
  return only(type).Properties;
}

test("CDK's validation against CloudFormation's schemas finds nothing", () => {
  const report = JSON.parse(readFileSync(join(out, 'validation-report.json'), 'utf8'));
  assert.deepEqual(report.pluginReports, []);
  const metadata = readFileSync(join(out, 'Parley.metadata.json'), 'utf8');
  assert.doesNotMatch(metadata, /aws:cdk:(?:warning|error)/, 'no construct warns of itself');
});

/** The pipe of a construct. */
function pipe(construct: 'Delivery' | 'Hints') {
  const [, found] = Object.entries(template.Resources).find(([id]) => id.startsWith(`${construct}Pipe`)) ?? [];
  assert.equal(found?.Type, 'AWS::Pipes::Pipe');
  return found;
}

test('the pipes are created after the permissions of their roles', () => {
  for (const { DependsOn = [] } of [pipe('Delivery'), pipe('Hints')]) {
    const kinds = DependsOn.map((id) => template.Resources[id]?.Type);
    assert.ok(kinds.includes('AWS::IAM::Policy') && kinds.includes('AWS::IAM::Role'), String(kinds));
  }
});

test('only rows that concern a user are published as hints, and an old hint is dropped', () => {
  // biome-ignore lint/suspicious/noExplicitAny: templates have no types
  const { SourceParameters, TargetParameters } = pipe('Hints').Properties as any;
  const stream = SourceParameters.DynamoDBStreamParameters;
  assert.equal(stream.MaximumRecordAgeInSeconds, 60);
  assert.equal(stream.DeadLetterConfig, undefined);
  assert.deepEqual(SourceParameters.FilterCriteria.Filters, [
    { Pattern: '{"eventName":["INSERT","MODIFY"],"dynamodb":{"NewImage":{"hintPath":{"S":[{"exists":true}]}}}}' },
  ]);
  assert.equal(
    TargetParameters.InputTemplate,
    '{"channel":"signals/<$.dynamodb.NewImage.hintPath.S>","events":["{\\"row\\":\\"<$.dynamodb.Keys.sk.S>\\"}"]}',
  );
});

test('an outage of a quarter of an hour loses nothing, and one bad record blocks its lane for at most twenty minutes', () => {
  // biome-ignore lint/suspicious/noExplicitAny: templates have no types
  const { SourceParameters, TargetParameters, LogConfiguration } = pipe('Delivery').Properties as any;
  const stream = SourceParameters.DynamoDBStreamParameters;
  assert.equal(stream.MaximumRetryAttempts, -1, 'AWS does not publish the delays between retries');
  assert.equal(stream.MaximumRecordAgeInSeconds, 20 * 60);
  assert.ok(stream.DeadLetterConfig.Arn);
  assert.equal(stream.ParallelizationFactor, 10);
  assert.deepEqual(SourceParameters.FilterCriteria.Filters, [{ Pattern: '{"eventName":["INSERT"]}' }]);
  assert.equal(
    TargetParameters.InputTemplate,
    '{"channel":"serverlesschat/channels/<$.dynamodb.NewImage.path.S>","events":["\\"<$.dynamodb.NewImage.payload.S>\\""]}',
  );
  assert.equal(TargetParameters.HttpParameters, undefined, 'the key is in the connection alone');
  assert.equal(LogConfiguration.IncludeExecutionData, undefined, 'the log does not contain messages');
});

test('what an operator enables: messages in the log, sign-up, alarms by mail, a budget, tags, another name', async () => {
  assert.equal(properties('AWS::Cognito::UserPool').AdminCreateUserConfig.AllowAdminCreateUserOnly, true);
  assert.deepEqual([all('AWS::SNS::Topic'), all('AWS::Budgets::Budget')], [[], []]);
  const asked = join(folder, 'asked');
  await synthesize({
    page,
    bundles: join(folder, 'development'),
    development: true,
    out: asked,
    logExecutionData: true,
    openSignUp: true,
    stackName: 'Chat',
    alarmEmails: ['ann@example.org', 'bob@example.org'],
    budget: { usdPerMonth: 20, emails: ['ann@example.org'] },
    tags: { team: 'one' },
  });
  const text = readFileSync(join(asked, 'Parley.template.json'), 'utf8');
  const { Resources } = JSON.parse(text) as Template;
  const find = (type: string) => Object.values(Resources).filter(({ Type }) => Type === type);
  const [, delivery] = Object.entries(Resources).find(([id]) => id.startsWith('DeliveryPipe')) ?? [];
  assert.match(JSON.stringify(delivery), /"IncludeExecutionData":\["ALL"\]/);
  assert.match(text, /"AllowAdminCreateUserOnly": false/);
  assert.deepEqual(
    find('AWS::SNS::Subscription').map(({ Properties }) => [Properties['Protocol'], Properties['Endpoint']]),
    [
      ['email', 'ann@example.org'],
      ['email', 'bob@example.org'],
    ],
  );
  const [topic = ''] = Object.entries(Resources).find(([, { Type }]) => Type === 'AWS::SNS::Topic') ?? [];
  const alarms = find('AWS::CloudWatch::Alarm');
  assert.equal(alarms.length, all('AWS::CloudWatch::Alarm').length);
  for (const { Properties } of alarms)
    assert.deepEqual([Properties['AlarmActions'], Properties['OKActions']], [[{ Ref: topic }], [{ Ref: topic }]]);
  const [budget] = find('AWS::Budgets::Budget');
  assert.match(JSON.stringify(budget), /"BudgetLimit":\{"Amount":20,"Unit":"USD"\}/);
  const { artifacts } = JSON.parse(readFileSync(join(asked, 'manifest.json'), 'utf8'));
  const { stackName, tags } = artifacts.Parley.properties;
  assert.deepEqual([stackName, tags], ['Chat', { team: 'one' }]);
});

test('the key of the pipe has an expiry, at most 365 days away', () => {
  assert.equal(properties('AWS::AppSync::ApiKey').Expires, Date.UTC(2027, 5, 1) / 1000);
  for (const day of ['2026-01-01', '2026-02-28', '2026-12-31', '2028-02-29']) {
    const now = new Date(`${day}T23:59:59Z`);
    const days = (keyExpiry(now).getTime() - now.getTime()) / 86_400_000;
    assert.ok(days > 150 && days <= 335, `${day}: ${days}`);
  }
});

test('only the pipe publishes on the log, and its key cannot be used to connect or subscribe', () => {
  const modes = (list: { AuthType: string }[]) => list.map(({ AuthType }) => AuthType);
  const users = ['AMAZON_COGNITO_USER_POOLS'];
  const { EventConfig } = properties('AWS::AppSync::Api');
  for (const list of ['ConnectionAuthModes', 'DefaultPublishAuthModes', 'DefaultSubscribeAuthModes'])
    assert.deepEqual(modes(EventConfig[list]), users, list);
  const namespaces = new Map(
    all('AWS::AppSync::ChannelNamespace').map(({ Properties }) => [Properties.Name, Properties]),
  );
  assert.deepEqual([...namespaces.keys()], ['serverlesschat', 'signals']);
  assert.deepEqual(modes(namespaces.get('serverlesschat' as never)?.PublishAuthModes ?? []), ['API_KEY']);
  assert.deepEqual(modes(namespaces.get('serverlesschat' as never)?.SubscribeAuthModes ?? []), users);
  assert.deepEqual(modes(namespaces.get('signals' as never)?.PublishAuthModes ?? []), [...users, 'API_KEY']);
  assert.deepEqual(modes(namespaces.get('signals' as never)?.SubscribeAuthModes ?? []), users);
});

test('only the connection refers to the key', () => {
  const [key] = Object.entries(template.Resources).find(([, { Type }]) => Type === 'AWS::AppSync::ApiKey') ?? [];
  const refers = (value: unknown) => JSON.stringify(value).includes(`"${key}"`);
  const users = Object.values(template.Resources).filter(refers);
  assert.deepEqual(
    users.map(({ Type }) => Type),
    ['AWS::Events::Connection'],
  );
  assert.equal(refers(template.Outputs), false, 'no output contains it');
  assert.equal(properties('AWS::Events::Connection').AuthParameters.ApiKeyAuthParameters.ApiKeyName, 'x-api-key');
});

test('a deploy in a later half-year creates another key, and the old one stays valid', async () => {
  const later = join(folder, 'later');
  await onDay('2027-01-01', (now) =>
    synthesize({ page, bundles: join(folder, 'development'), development: true, out: later, now }),
  );
  const { Resources } = JSON.parse(readFileSync(join(later, 'Parley.template.json'), 'utf8')) as Template;
  const keys = (resources: Template['Resources']) =>
    Object.entries(resources).flatMap(([id, { Type }]) => (Type === 'AWS::AppSync::ApiKey' ? [id] : []));
  assert.equal(keys(Resources).length, 1);
  assert.notDeepEqual(keys(Resources), keys(template.Resources));
  const [id = ''] = keys(template.Resources);
  assert.equal(template.Resources[id]?.DeletionPolicy, 'RetainExceptOnCreate');
});

test('the key rotation may change only its connection and the keys', () => {
  const [id = '', ...others] = Object.keys(template.Resources).filter((name) =>
    /^ApiKeyRotationRoleDefaultPolicy/.test(name),
  );
  assert.deepEqual(others, []);
  const policy = template.Resources[id]?.Properties['PolicyDocument'] as unknown;
  const { Statement } = policy as { Statement: { Action: string | string[]; Resource: unknown }[] };
  const wide = Statement.filter(({ Resource }) => JSON.stringify(Resource).includes('*'));
  assert.deepEqual(
    wide.map(({ Action }) => Action),
    [
      [
        'secretsmanager:CreateSecret',
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetSecretValue',
        'secretsmanager:PutSecretValue',
        'secretsmanager:UpdateSecret',
      ],
      ['appsync:ListApiKeys', 'appsync:CreateApiKey', 'appsync:DeleteApiKey'],
    ],
    'the secrets of its connection, and actions that take no resource',
  );
  assert.deepEqual(
    Statement.flatMap(({ Action }) => Action).filter((action) => action.startsWith('events:')),
    ['events:DescribeConnection', 'events:UpdateConnection'],
  );
});

test('the key rotation is invoked when the connection is de-authorized, and more often than a message expires', () => {
  const rules = all('AWS::Events::Rule').map(({ Properties }) => Properties as Record<string, unknown>);
  const lost = rules.find(({ EventPattern }) => EventPattern);
  assert.match(JSON.stringify(lost?.EventPattern), /"detail-type":\["Connection Deauthorized"\]/);
  const ofRotation = rules.filter(({ Targets }) => JSON.stringify(Targets).includes('ApiKeyRotationFunction'));
  assert.deepEqual(
    ofRotation.map(({ EventPattern, ScheduleExpression }) => (EventPattern ? 'lost' : ScheduleExpression)).sort(),
    ['lost', 'rate(15 minutes)'],
  );
  assert.equal(
    all('AWS::Lambda::Permission').filter(
      ({ Properties }) => (Properties.Principal as unknown) === 'events.amazonaws.com',
    ).length,
    rules.length,
  );
});

test('the runbook has an article for every alarm, and no other', () => {
  const runbook = readFileSync(join(import.meta.dirname, '../../../docs/runbook.md'), 'utf8');
  const articles = [...runbook.matchAll(/^## Alarm: (\w+)/gm)].map(([, name]) => name);
  const alarms = Object.entries(template.Resources)
    .filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm')
    .map(([id]) => /^Alarms(\w+)[0-9A-F]{8}$/.exec(id)?.[1]);
  assert.deepEqual(alarms.sort(), articles.sort());
});

test('the HTTP API has every route of users, each of which requires a token of the user pool, and one that takes none', () => {
  const routes = all('AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties as Record<string, unknown>);
  // The route of previews is in a stack that has them.
  const isOptional = (name: RouteName) => name === 'previewLinks';
  const expected = ROUTE_NAMES.filter((name) => ROUTES[name].caller === 'user' && !isOptional(name)).map(routeKey);
  assert.equal(expected.length, 54);
  const anonymous = routeKey('describeInvitation');
  assert.deepEqual(routes.map((route) => route.RouteKey).sort(), [...expected, anonymous].sort());
  for (const route of routes)
    assert.equal(route.AuthorizationType, route.RouteKey === anonymous ? 'NONE' : 'JWT', String(route.RouteKey));
});

test('the access log tells who requested what, but not the channel or the token', () => {
  const { AccessLogSettings } = properties('AWS::ApiGatewayV2::Stage');
  const { DestinationArn, Format } = AccessLogSettings as { DestinationArn: unknown; Format: string };
  assert.match(JSON.stringify(DestinationArn), /HttpAccess/);
  for (const variable of ['$context.authorizer.claims.sub', '$context.routeKey', '$context.status'])
    assert.ok(Object.values(JSON.parse(Format)).includes(variable), variable);
  assert.doesNotMatch(Format, /\.(?:path|header|overrides?)\b|claims\.(?!sub")/);
});

test('the data source of subscriptions may only read single rows of the chat table', () => {
  const [id = '', ...others] = Object.keys(template.Resources).filter((name) =>
    /^EventsChannelReaderDefaultPolicy/.test(name),
  );
  assert.deepEqual(others, []);
  const policy = template.Resources[id]?.Properties['PolicyDocument'] as unknown;
  const { Statement } = policy as { Statement: { Action: string; Resource: unknown }[] };
  const chat = Object.keys(template.Resources).find((name) => /^TablesChat/.test(name));
  assert.deepEqual(
    Statement.map(({ Action, Resource }) => [Action, Resource]),
    [['dynamodb:BatchGetItem', { 'Fn::GetAtt': [chat, 'Arn'] }]],
  );
});

test('one record that is retried less than once a minute raises the alarm of a failing pipe', () => {
  const [, failing] = Object.entries(template.Resources).find(([id]) => id.startsWith('AlarmsFailing')) ?? [];
  const { EvaluationPeriods, DatapointsToAlarm } = failing?.Properties ?? {};
  assert.deepEqual([EvaluationPeriods, DatapointsToAlarm], [5, 2]);
});

test("no route can use more than half of the account's request quota", () => {
  const { DefaultRouteSettings, RouteSettings } = properties('AWS::ApiGatewayV2::Stage');
  assert.deepEqual(DefaultRouteSettings, { ThrottlingBurstLimit: 2_500, ThrottlingRateLimit: 5_000 });
  assert.deepEqual(RouteSettings, {
    [routeKey('describeInvitation')]: { ThrottlingBurstLimit: 20, ThrottlingRateLimit: 10 },
  });
});

test('messages and files are retained after the stack, and no bucket is public', () => {
  for (const table of all('AWS::DynamoDB::GlobalTable'))
    assert.match(JSON.stringify(table), /"DeletionPolicy":"RetainExceptOnCreate"/);
  const blocked = {
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  };
  for (const { Properties } of all('AWS::S3::Bucket'))
    assert.deepEqual(Properties['PublicAccessBlockConfiguration'], blocked);
  const [, files] = Object.entries(template.Resources).find(([id]) => id.startsWith('FilesBucket')) ?? [];
  assert.match(JSON.stringify(files), /"DeletionPolicy":"RetainExceptOnCreate"/);
});

test('files are served under a host of their own, in a sandbox, and only with a signature', () => {
  const [, downloads] = Object.entries(template.Resources).find(([id]) => id.startsWith('FilesDownloads')) ?? [];
  // biome-ignore lint/suspicious/noExplicitAny: templates have no types
  const { DistributionConfig } = (downloads?.Properties ?? {}) as any;
  const [origin] = DistributionConfig.Origins;
  assert.equal(origin.DomainName['Fn::GetAtt'][1], 'DomainName', 'the name for which links are signed');
  assert.deepEqual(origin.S3OriginConfig, { OriginAccessIdentity: '' });
  assert.equal(origin.OriginAccessControlId, undefined, 'CloudFront has no access of its own to the bucket');
  const headers = Object.entries(template.Resources).find(([id]) => id.startsWith('FilesHeaders'));
  assert.match(JSON.stringify(headers), /sandbox; default-src 'none'/);
  assert.match(JSON.stringify(headers), /"ContentTypeOptions":\{"Override":true\}/);
  const [, bucket] = Object.entries(template.Resources).find(([id]) => id.startsWith('FilesBucket')) ?? [];
  // biome-ignore lint/suspicious/noExplicitAny: templates have no types
  const { LifecycleConfiguration } = (bucket?.Properties ?? {}) as any;
  assert.deepEqual(
    LifecycleConfiguration.Rules.map((rule: Record<string, unknown>) => [
      rule['TagFilters'],
      rule['ExpirationInDays'],
      rule['AbortIncompleteMultipartUpload'],
    ]),
    [
      [undefined, undefined, { DaysAfterInitiation: 1 }],
      [[{ Key: 'state', Value: 'pending' }], 2, undefined],
    ],
  );
});

test('settings of files that contradict each other are rejected', async () => {
  const asked = (files: object) =>
    synthesize({ page, bundles: join(folder, 'development'), development: true, out: join(folder, 'refused'), files });
  await assert.rejects(asked({ maxBytes: -1 }), /files.maxBytes/);
  await assert.rejects(asked({ maxBytes: 10, bytesPerDay: 9 }), /files.bytesPerDay/);
  await assert.rejects(asked({ openUploads: 0 }), /files.openUploads/);
  await assert.rejects(asked({ types: 'images' }), /files.types/);
});

test('functions log only warnings and errors, as JSON, without the lines of each invocation', () => {
  const functions = all('AWS::Lambda::Function').filter(
    // Not the functions of CDK, which are in Python or without an architecture.
    ({ Properties }) => 'Architectures' in Properties && Properties['Runtime'] === 'nodejs24.x',
  );
  assert.equal(functions.length, LAMBDAS.filter((name) => !name.includes('guests') && name !== 'previews').length);
  for (const { Properties } of functions) {
    const { LogGroup: _group, ...logging } = (Properties['LoggingConfig'] ?? {}) as Record<string, unknown>;
    assert.deepEqual(logging, { LogFormat: 'JSON', ApplicationLogLevel: 'WARN', SystemLogLevel: 'WARN' });
  }
});

test('a bundle contains no CDK and is small', () => {
  assert.deepEqual(readdirSync(bundles).sort(), [...LAMBDAS].sort());
  const httpBundles = new Set<string>([...Object.keys(HTTP_FUNCTIONS).map(bundleName), 'signals', 'invitation']);
  for (const name of LAMBDAS) {
    const file = join(bundles, name, 'index.mjs');
    const maxBytes = httpBundles.has(name) ? 160_000 : 420_000;
    assert.ok(statSync(file).size <= maxBytes, `${name}: ${statSync(file).size} bytes`);
    assert.doesNotMatch(readFileSync(file, 'utf8'), /aws-cdk|constructs/);
  }
});

test('the permissions, routes, public surface and retained resources are those that were reviewed', (t) => {
  t.assert.snapshot(reviewOf(template as ReviewedTemplate));
});

test('a second stack, and one in another region of the account, has other names in CloudFront', () => {
  const named = Object.values(template.Resources)
    .filter(({ Type }) => Type.startsWith('AWS::CloudFront::'))
    .flatMap(({ Properties }) => Object.values<{ Name?: unknown }>(Properties).map(({ Name }) => Name))
    .filter((name) => name !== undefined);
  assert.equal(named.length, 4);
  for (const name of named) assert.match(JSON.stringify(name), /"Parley-",\{"Ref":"AWS::Region"\}/);
});
