// Permissions with a wildcard, each with its reason. A new one needs a reason here.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { PREVIEW_SECONDS, REQUESTED_SECONDS } from '../db/preview-rows.ts';
import { synthesize } from '../index.ts';

type Document = { Statement: { Effect: string; Action: string | string[]; Resource: unknown; Condition?: unknown }[] };
type Policy = { PolicyDocument: Document };
type Rules = { Rules?: { Prefix?: string; ExpirationInDays?: number }[] };
type Properties = Partial<Policy> & {
  Policies?: Policy[];
  ManagedPolicyArns?: unknown[];
  LifecycleConfiguration?: Rules;
};
type Resource = { Type: string; Properties?: Properties };

/** Permissions with a wildcard, by construct: the actions of each statement, and the reason. */
const WILDCARDS: Record<string, Record<string, string>> = {
  DeliveryRoleDefaultPolicy: {
    'dynamodb:ListStreams': 'It cannot be restricted to a resource: Service Authorization Reference, DynamoDB.',
  },
  HintsRoleDefaultPolicy: {
    'dynamodb:ListStreams': 'It cannot be restricted to a resource: Service Authorization Reference, DynamoDB.',
  },
  ApiKeyRotationRoleDefaultPolicy: {
    'appsync:ListApiKeys appsync:CreateApiKey appsync:DeleteApiKey':
      'None can be restricted to a resource: Service Authorization Reference, AppSync.',
    'secretsmanager:CreateSecret secretsmanager:DescribeSecret secretsmanager:GetSecretValue secretsmanager:PutSecretValue secretsmanager:UpdateSecret':
      'The secrets of its connection, each with an ARN that is not known before it exists.',
  },
  NotificationsNotifyRoleDefaultPolicy: {
    'dynamodb:ListStreams': 'It cannot be restricted to a resource: Service Authorization Reference, DynamoDB.',
  },
  HttpSearchRoleDefaultPolicy: {
    's3:GetObject s3:PutObject s3:DeleteObject': 'All objects of the search index, which has a bucket of its own.',
  },
  RetentionExpireRoleDefaultPolicy: {
    's3:GetObject s3:PutObject s3:DeleteObject':
      'All objects of the search index: the words of expired messages may be in any of them.',
  },
  SearchIndexSegmentsPolicy: {
    's3:PutBucketPolicy s3:GetBucket* s3:List* s3:DeleteObject*':
      'CDK empties the bucket when the stack is deleted; a search makes its objects again.',
  },
  HttpFilesRoleDefaultPolicy: {
    's3:GetObject s3:PutObject s3:PutObjectTagging s3:DeleteObjectTagging s3:ListMultipartUploadParts':
      'All objects of the bucket of the files, which contains nothing else: the function signs for each of them.',
  },
  HttpPreviewsRoleDefaultPolicy: {
    'dynamodb:BatchGetItem dynamodb:UpdateItem':
      'The rows of previews and rate limits, by the beginnings of their keys.',
    's3:GetObject s3:PutObject': 'The images of previews: all objects of one prefix of the bucket of the files.',
  },
  FilesDeleteRoleDefaultPolicy: {
    's3:DeleteObject': 'All objects of the bucket of the files, which contains nothing else.',
    'dynamodb:ListStreams': 'It cannot be restricted to a resource: Service Authorization Reference, DynamoDB.',
  },
  WebFilesPolicy: {
    's3:GetObject': 'CloudFront reads every file of the page, and only this distribution does.',
    's3:PutBucketPolicy s3:GetBucket* s3:List* s3:DeleteObject*':
      'CDK empties the bucket when the stack is deleted; a deploy restores everything in it.',
  },
  CustomCDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C256MiBServiceRoleDefaultPolicy: {
    's3:GetObject* s3:GetBucket* s3:List*':
      "CDK reads the page from its own bucket of assets, whose files' names change.",
    's3:GetObject* s3:GetBucket* s3:List* s3:DeleteObject* s3:PutObject s3:PutObjectLegalHold s3:PutObjectRetention s3:PutObjectTagging s3:PutObjectVersionTagging s3:Abort*':
      "CDK's own list, on the bucket of the page alone.",
    'cloudfront:GetInvalidation cloudfront:CreateInvalidation':
      'CDK requests it for all distributions: it can only invalidate cached files.',
  },
};

const folder = mkdtempSync(join(tmpdir(), 'parley-permissions-'));
after(() => rmSync(folder, { recursive: true }));
let resources: [name: string, Resource][];

before(async () => {
  const page = join(folder, 'page');
  const out = join(folder, 'out');
  mkdirSync(page);
  writeFileSync(join(page, 'index.html'), '');
  await synthesize({ page, bundles: join(folder, 'bundles'), out, development: true, linkPreviews: true });
  const template = JSON.parse(readFileSync(join(out, 'Parley.template.json'), 'utf8')) as {
    Resources: Record<string, Resource>;
  };
  // Without CDK's hash at the end of an id.
  resources = Object.entries(template.Resources).map(([id, resource]) => [id.replace(/[0-9A-F]{8}$/, ''), resource]);
});

function statements({ Type, Properties = {} }: Resource): Document['Statement'] {
  const inline = Type === 'AWS::IAM::Role' ? (Properties.Policies ?? []) : [];
  return [Properties.PolicyDocument, ...inline.map((policy) => policy.PolicyDocument)].flatMap(
    (document) => document?.Statement ?? [],
  );
}

test('every permission with a wildcard is listed with its reason', () => {
  const wide = resources.flatMap(([name, resource]) =>
    statements(resource)
      .filter(({ Effect }) => Effect === 'Allow')
      // A statement with NotAction or NotResource applies to everything else.
      .filter((statement) => /\*|"Not(?:Action|Resource)"/.test(JSON.stringify(statement)))
      .map(({ Action }) => `${name}: ${[Action].flat().join(' ')}`),
  );
  const listed = Object.entries(WILDCARDS).flatMap(([name, reasons]) =>
    Object.keys(reasons).map((actions) => `${name}: ${actions}`),
  );
  assert.deepEqual(wide.sort(), listed.sort());
});

test("only CDK's own two functions have a managed policy, which allows them to write a log", () => {
  const managed = resources.filter(([, { Properties }]) => Properties?.ManagedPolicyArns);
  assert.deepEqual(managed.map(([name]) => name).sort(), [
    'CustomCDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C256MiBServiceRole',
    'CustomS3AutoDeleteObjectsCustomResourceProviderRole',
  ]);
  for (const [name, { Properties }] of managed) {
    assert.equal(Properties?.ManagedPolicyArns?.length, 1, name);
    assert.match(
      JSON.stringify(Properties?.ManagedPolicyArns),
      /policy\/service-role\/AWSLambdaBasicExecutionRole"/,
      name,
    );
  }
});

test('the function of link previews may read no message and no file', () => {
  const [, policy] = resources.find(([name]) => name === 'HttpPreviewsRoleDefaultPolicy') ?? assert.fail();
  const allowed = statements(policy).filter(({ Action }) => !JSON.stringify(Action).includes('logs:'));
  assert.deepEqual(
    allowed.map(({ Action }) => Action),
    [
      ['dynamodb:BatchGetItem', 'dynamodb:UpdateItem'],
      ['s3:GetObject', 's3:PutObject'],
    ],
  );
  assert.match(JSON.stringify(allowed[0]?.Resource), /TablesChat/);
  assert.deepEqual(allowed[0]?.Condition, {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['preview#*', 'rate#*'] },
  });
  assert.match(JSON.stringify(allowed[1]?.Resource), /FilesBucket.*"\/previews\/\*"/);
});

test('the images of previews expire, after their previews', () => {
  const rules = resources.flatMap(([, { Properties }]) => Properties?.LifecycleConfiguration?.Rules ?? []);
  const days = rules.find(({ Prefix }) => Prefix === 'previews/')?.ExpirationInDays ?? 0;
  assert.ok(days * 24 * 60 * 60 > PREVIEW_SECONDS + REQUESTED_SECONDS, `${days} days`);
});
