// What the client sends beside the body: signature, credentials, trace; and its connections.
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';
import * as sdk from '@aws-sdk/lib-dynamodb';
import { type CannedRequest, clientOf, sdkClientOf, startCannedDynamoDb } from '../testing/canned-dynamodb.ts';
import * as own from './commands.ts';

const get = new own.GetCommand({ TableName: 'chat', Key: { pk: 'a' } });
const put = { TableName: 'chat', Item: { pk: 'größe', sk: '👋', count: 1 } };

/** The signature of a request by the steps of AWS's documentation: IAM user guide, "Create a signed AWS API request". */
function signatureOf({ headers, body, path }: CannedRequest): string {
  const [, date = '', region = '', signed = ''] =
    /Credential=AKIDEXAMPLE\/(\d+)\/([^/]+)\/dynamodb\/aws4_request, SignedHeaders=([^,]+), /.exec(
      headers.authorization ?? '',
    ) ?? [];
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const lines = signed.split(';').map((name) => `${name}:${headers[name]}\n`);
  const canonical = ['POST', path, '', lines.join(''), signed, sha256(body)].join('\n');
  const scope = `${date}/${region}/dynamodb/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = [date, region, 'dynamodb', 'aws4_request'].reduce<string | Buffer>(hmac, 'AWS4secret');
  return hmac(key, text).toString('hex');
}

test("requests are signed as AWS's SDK signs them, with the session token", async () => {
  await using server = await startCannedDynamoDb();
  await sdkClientOf(server).send(new sdk.PutCommand(put));
  await clientOf(server).client.send(new own.PutCommand(put));
  for (const request of server.requests) {
    const { authorization = '' } = request.headers;
    assert.equal(authorization.split('Signature=')[1], signatureOf(request));
    assert.match(authorization, /SignedHeaders=[^,]*\bx-amz-date;x-amz-security-token;x-amz-target\b/);
    assert.equal(request.headers['x-amz-security-token'], 'session/token+1=');
  }
});

test('expired credentials are an error at once, and the next call uses those that replaced them', async () => {
  const expired = { __type: 'com.amazon.coral.service#ExpiredTokenException', message: 'expired' };
  await using server = await startCannedDynamoDb({ status: 400, body: expired });
  const { client } = clientOf(server);
  await assert.rejects(client.send(get), { name: 'ExpiredTokenException' });
  Object.assign(server.environment, { AWS_ACCESS_KEY_ID: 'AKIDNEW', AWS_SESSION_TOKEN: 'new' });
  await client.send(get);
  const sent = server.requests.map(({ headers }) => [
    /Credential=(\w+)/.exec(headers.authorization ?? '')?.[1],
    headers['x-amz-security-token'],
  ]);
  assert.deepEqual(sent, [
    ['AKIDEXAMPLE', 'session/token+1='],
    ['AKIDNEW', 'new'],
  ]);
});

test("the trace of an invocation is passed on, as AWS's SDK does in Lambda", async () => {
  await using server = await startCannedDynamoDb();
  const { client } = clientOf(server);
  await client.send(get);
  server.environment['_X_AMZN_TRACE_ID'] = 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1';
  await client.send(get);
  assert.deepEqual(
    server.requests.map(({ headers }) => headers['x-amzn-trace-id']),
    [undefined, 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1'],
  );
});

test('calls in sequence use one connection', async () => {
  await using server = await startCannedDynamoDb();
  const { client } = clientOf(server);
  for (let call = 0; call < 3; call += 1) await client.send(get);
  assert.equal(new Set(server.requests.map(({ port }) => port)).size, 1);
});
