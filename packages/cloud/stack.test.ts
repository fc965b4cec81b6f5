// The template, before anyone deploys it: CDK's own validation, the properties that matter, and one reviewed snapshot.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { LAMBDAS } from './bundle.ts';
import { keyExpiry } from './events.construct.ts';
import { synthesize } from './index.ts';

type Properties = Record<string, never>;
type Template = {
  Resources: Record<string, { Type: string; Properties: Properties; DependsOn?: string[] }>;
  Outputs: unknown;
};

const folder = mkdtempSync(join(tmpdir(), 'parley-stack-'));
const page = join(folder, 'page');
const out = join(folder, 'out');
const bundles = join(folder, 'bundles');
let template: Template;

before(async () => {
  const html = `<meta http-equiv="Content-Security-Policy" content="connect-src 'self' {{connect-src}}">`;
  mkdirSync(page);
  writeFileSync(join(page, 'index.html'), html);
  await synthesize({ page, bundles, out, now: new Date('2026-11-23T00:00:00Z') });
  template = JSON.parse(readFileSync(join(out, 'Parley.template.json'), 'utf8'));
});

function all(type: string) {
  return Object.values(template.Resources).filter(({ Type }) => Type === type);
}

function only(type: string) {
  const [resource, ...others] = all(type);
  assert.ok(resource, `there is no ${type}`);
  assert.equal(others.length, 0, `there is more than one ${type}`);
  return resource;
}

// biome-ignore lint/suspicious/noExplicitAny: a template is read here as it stands
function properties(type: string): any {
  return only(type).Properties;
}

test("CDK's validation against CloudFormation's schemas finds nothing", () => {
  const report = JSON.parse(readFileSync(join(out, 'validation-report.json'), 'utf8'));
  assert.deepEqual(report.pluginReports, []);
  const metadata = readFileSync(join(out, 'Parley.metadata.json'), 'utf8');
  assert.doesNotMatch(metadata, /aws:cdk:(?:warning|error)/, 'no construct warns of itself');
});

test('the pipe waits for the permissions of its role', () => {
  const { DependsOn = [] } = only('AWS::Pipes::Pipe');
  const kinds = DependsOn.map((id) => template.Resources[id]?.Type);
  assert.ok(kinds.includes('AWS::IAM::Policy') && kinds.includes('AWS::IAM::Role'), String(kinds));
});

test('one bad record cannot stop the pipe for long, and is kept', () => {
  const { SourceParameters, TargetParameters, LogConfiguration } = properties('AWS::Pipes::Pipe');
  const stream = SourceParameters.DynamoDBStreamParameters;
  assert.ok(stream.MaximumRetryAttempts > 0 && stream.MaximumRetryAttempts < 20);
  assert.ok(stream.MaximumRecordAgeInSeconds >= 60 && stream.MaximumRecordAgeInSeconds < 86_400);
  assert.ok(stream.DeadLetterConfig.Arn);
  assert.equal(stream.ParallelizationFactor, 10);
  assert.deepEqual(SourceParameters.FilterCriteria.Filters, [{ Pattern: '{"eventName":["INSERT"]}' }]);
  assert.equal(
    TargetParameters.InputTemplate,
    '{"channel":"serverlesschat/channels/<$.dynamodb.NewImage.channel.S>","events":["\\"<$.dynamodb.NewImage.wire.S>\\""]}',
  );
  assert.equal(TargetParameters.HttpParameters, undefined, 'the key is in the connection alone');
  assert.equal(LogConfiguration.IncludeExecutionData, undefined, 'the log does not hold what people say');
});

test('what people say is logged only by those who ask for it', async () => {
  const asked = join(folder, 'asked');
  await synthesize({ page, bundles, out: asked, logExecutionData: true });
  const { Resources } = JSON.parse(readFileSync(join(asked, 'Parley.template.json'), 'utf8')) as Template;
  const pipe = Object.values(Resources).find(({ Type }) => Type === 'AWS::Pipes::Pipe');
  assert.match(JSON.stringify(pipe), /"IncludeExecutionData":\["ALL"\]/);
});

test('the key of the pipe says when it dies, at most 365 days away', () => {
  assert.equal(properties('AWS::AppSync::ApiKey').Expires, Date.UTC(2027, 9, 1) / 1000);
  for (const day of ['2026-01-01', '2026-02-28', '2026-12-31', '2028-02-29']) {
    const now = new Date(`${day}T23:59:59Z`);
    const days = (keyExpiry(now).getTime() - now.getTime()) / 86_400_000;
    assert.ok(days > 300 && days <= 365, `${day}: ${days}`);
  }
});

test('only the pipe publishes on the log, and nobody connects with its key', () => {
  const modes = (list: { AuthType: string }[]) => list.map(({ AuthType }) => AuthType);
  const people = ['AMAZON_COGNITO_USER_POOLS'];
  const { EventConfig } = properties('AWS::AppSync::Api');
  for (const list of ['ConnectionAuthModes', 'DefaultPublishAuthModes', 'DefaultSubscribeAuthModes'])
    assert.deepEqual(modes(EventConfig[list]), people, list);
  const namespaces = new Map(
    all('AWS::AppSync::ChannelNamespace').map(({ Properties }) => [Properties.Name, Properties]),
  );
  assert.deepEqual([...namespaces.keys()], ['serverlesschat', 'signals']);
  assert.deepEqual(modes(namespaces.get('serverlesschat' as never)?.PublishAuthModes ?? []), ['API_KEY']);
  assert.deepEqual(modes(namespaces.get('serverlesschat' as never)?.SubscribeAuthModes ?? []), people);
  assert.deepEqual(modes(namespaces.get('signals' as never)?.PublishAuthModes ?? []), people);
});

test('the key is referred to by the connection and by nothing else', () => {
  const [key] = Object.entries(template.Resources).find(([, { Type }]) => Type === 'AWS::AppSync::ApiKey') ?? [];
  const refers = (value: unknown) => JSON.stringify(value).includes(`"${key}"`);
  const users = Object.values(template.Resources).filter(refers);
  assert.deepEqual(
    users.map(({ Type }) => Type),
    ['AWS::Events::Connection'],
  );
  assert.equal(refers(template.Outputs), false, 'no output tells it');
  assert.equal(properties('AWS::Events::Connection').AuthParameters.ApiKeyAuthParameters.ApiKeyName, 'x-api-key');
});

test('every route of the HTTP API asks for a token of the user pool', () => {
  const routes = all('AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties as Record<string, unknown>);
  assert.deepEqual(routes.map((route) => route.RouteKey).sort(), [
    'GET /channels',
    'GET /channels/{channel}/messages',
    'POST /channels',
    'POST /channels/{channel}/messages',
    'POST /sync',
    'PUT /channels/{channel}/read',
  ]);
  for (const route of routes) assert.equal(route.AuthorizationType, 'JWT');
});

test('a function may do on each table what it does, and no more', () => {
  const actions = Object.entries(template.Resources)
    .filter(([id, { Type }]) => Type === 'AWS::IAM::Policy' && /^Http/.test(id))
    .map(([id, { Properties }]) => {
      const { Statement } = Properties.PolicyDocument as unknown as {
        Statement: { Action: string | string[]; Resource: unknown }[];
      };
      for (const { Resource } of Statement) assert.notEqual(Resource, '*', id);
      return [
        id.replace(/Role.*/, ''),
        Statement.flatMap(({ Action }) => Action)
          .filter((action) => action.startsWith('dynamodb:'))
          .map((action) => action.slice('dynamodb:'.length)),
      ];
    });
  assert.deepEqual(Object.fromEntries(actions), {
    HttpAppend: ['Query', 'GetItem', 'PutItem', 'UpdateItem', 'GetItem', 'PutItem', 'DeleteItem'],
    HttpHistory: ['Query', 'GetItem'],
    HttpChannels: ['Query', 'Query', 'GetItem', 'PutItem'],
    HttpRead: ['Query', 'GetItem', 'Query', 'GetItem', 'PutItem', 'UpdateItem', 'BatchWriteItem'],
    HttpSync: ['Query', 'Query', 'GetItem', 'PutItem'],
  });
});

test('nobody can make an account who was not invited, unless the owner opens the door', async () => {
  assert.equal(properties('AWS::Cognito::UserPool').AdminCreateUserConfig.AllowAdminCreateUserOnly, true);
  const open = join(folder, 'open');
  await synthesize({ page, bundles, out: open, openSignUp: true });
  assert.match(readFileSync(join(open, 'Parley.template.json'), 'utf8'), /"AllowAdminCreateUserOnly": false/);
});

test('messages outlive the stack, and the bucket of the page is not public', () => {
  for (const table of all('AWS::DynamoDB::GlobalTable'))
    assert.match(JSON.stringify(table), /"DeletionPolicy":"Retain"/);
  assert.deepEqual(properties('AWS::S3::Bucket').PublicAccessBlockConfiguration, {
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  });
});

test('a bundle holds no CDK and stays small', () => {
  assert.deepEqual(readdirSync(bundles).sort(), [...LAMBDAS].sort());
  for (const name of LAMBDAS) {
    const file = join(bundles, name, 'index.mjs');
    assert.ok(statSync(file).size < 450_000, `${name}: ${statSync(file).size} bytes`);
    assert.doesNotMatch(readFileSync(file, 'utf8'), /aws-cdk|constructs/);
  }
});

test('the stack is the one that was reviewed', (t) => {
  // Hashes of assets change with every line of code; what they belong to does not.
  const text = JSON.stringify(template, null, 1).replaceAll(/[0-9a-f]{64}/g, 'ASSET');
  t.assert.snapshot(JSON.parse(text));
});
