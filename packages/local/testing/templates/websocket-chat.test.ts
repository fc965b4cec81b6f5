// The shape of the article's second chat: WebSocket publish → handler → table, and a REST API for the history (imflamboyant/serverless-aws-chat).
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { att } from '../template-parts.ts';
import { eventApi, lambdaFunction, MESSAGES_TABLE, proxy, restApi, restApiUrl } from './sample-parts.ts';
import { startSample } from './sample-stack.ts';

const HANDLERS = `import { util } from '@aws-appsync/utils';
import * as ddb from '@aws-appsync/utils/dynamodb';
export const onPublish = {
  request(ctx) {
    const channel = ctx.info.channel.segments[1];
    const timestamp = util.time.nowISO8601();
    return ddb.put({ key: { channel, timestamp }, item: ctx.events[0].payload });
  },
  response(ctx) {
    return ctx.events.map((event) => ({ id: event.id, payload: { ...event.payload, timestamp: ctx.result.timestamp } }));
  },
};`;

const LIST_MESSAGES = `"use strict";
var { DynamoDBDocumentClient, QueryCommand } = require("@aws-sdk/lib-dynamodb");
var { DynamoDBClient } = require("@aws-sdk/client-dynamodb");
var client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
exports.handler = async (event) => {
  const { Items } = await client.send(new QueryCommand({
    TableName: process.env.TABLE,
    KeyConditionExpression: "channel = :channel",
    ExpressionAttributeValues: { ":channel": event.pathParameters?.channel || "general" },
  }));
  return { statusCode: 200, headers: { "Access-Control-Allow-Origin": "*" }, body: JSON.stringify(Items) };
};`;

const events = eventApi('serverlesschat', {
  CodeHandlers: HANDLERS,
  HandlerConfigs: { OnPublish: { Behavior: 'CODE', Integration: { DataSourceName: 'messages' } } },
});
const path = '/channels/{channel}/messages';
const tableStatement = (...Action: string[]) => ({ Action, Effect: 'Allow', Resource: att('Messages', 'Arn') });

const TEMPLATE = {
  Resources: {
    ...events.resources,
    EventsNamespace: { ...(events.resources['EventsNamespace'] as { Type: string }), DependsOn: ['Source'] },
    Messages: MESSAGES_TABLE,
    SourceRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'appsync.amazonaws.com' } }],
        },
        Policies: [{ PolicyName: 'table', PolicyDocument: { Statement: [tableStatement('dynamodb:PutItem')] } }],
      },
    },
    Source: {
      Type: 'AWS::AppSync::DataSource',
      Properties: {
        ApiId: att('EventsApi', 'ApiId'),
        Name: 'messages',
        Type: 'AMAZON_DYNAMODB',
        ServiceRoleArn: att('SourceRole', 'Arn'),
        DynamoDBConfig: { TableName: { Ref: 'Messages' }, AwsRegion: { Ref: 'AWS::Region' } },
      },
    },
    ...lambdaFunction('List', {
      asset: 'list',
      environment: { TABLE: { Ref: 'Messages' } },
      statements: [tableStatement('dynamodb:Query')],
    }),
    ...restApi('Chat', [{ method: 'GET', path, functionArn: att('List', 'Arn') }]),
  },
  Outputs: { ...events.outputs, Rest: { Value: restApiUrl('Chat') } },
};

test('a message published over WebSocket is stored and broadcast, and the REST API lists it', async (t) => {
  const { engine, request, subscribe } = await startSample(t, {
    template: TEMPLATE,
    functions: { list: LIST_MESSAGES },
  });
  const channel = '/serverlesschat/general';
  const peer = await subscribe(channel);
  const message = { username: 'ann', message: 'say "hello"' };
  const authorization = { host: new URL(engine.origin).host, 'x-api-key': engine.outputs['EventsKey'] };
  peer.send(JSON.stringify({ type: 'publish', id: 'p', channel, events: [JSON.stringify(message)], authorization }));
  const frames = [await peer.next(), await peer.next()];
  const published = frames.find(({ type }) => type === 'data');
  const { timestamp, ...event } = JSON.parse(String(published?.['event']));
  assert.deepEqual(event, message);
  const { body } = await request('Rest', '/channels/general/messages');
  assert.deepEqual(JSON.parse(body), [{ channel: 'general', timestamp, ...message }]);
  assert.equal((await request('Rest', '/channels/random/messages')).body, '[]');
});

/** Waits in the middle for what the test holds back. */
const SUMMARY = `"use strict";
var http = require("node:http");
exports.handler = awslambda.streamifyResponse(async (event, stream) => {
  var { port, end } = event.queryStringParameters;
  if (end === "without a head") return stream.end("no head");
  var out = awslambda.HttpResponseStream.from(stream, { statusCode: 200, headers: { "Content-Type": "text/plain" }, cookies: ["a=1"] });
  out.write("The chat ");
  await new Promise((resolve) => http.get({ port, host: "127.0.0.1" }, (response) => response.resume().on("end", resolve)));
  if (end === "throws") throw new Error("Bedrock is busy");
  out.end("is about " + event.path);
});`;

test('a summary is streamed by the REST API while its function writes it', async (t) => {
  const opened = Promise.withResolvers<void>();
  const server = createServer((_request, response) => void opened.promise.then(() => response.end()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const integration = proxy(att('Summary', 'Arn'));
  const Uri = JSON.parse(
    JSON.stringify(integration.Uri)
      .replace('2015-03-31', '2021-11-15')
      .replace('/invocations', '/response-streaming-invocations'),
  );
  const { engine } = await startSample(t, {
    template: {
      Resources: {
        ...lambdaFunction('Summary', { asset: 'summary' }),
        ...restApi('Chat', [
          {
            method: 'GET',
            path: '/summary',
            functionArn: att('Summary', 'Arn'),
            properties: {
              Integration: { ...integration, Uri, ResponseTransferMode: 'STREAM', TimeoutInMillis: 900_000 },
            },
          },
        ]),
      },
      Outputs: { Rest: { Value: restApiUrl('Chat') } },
    },
    functions: { summary: SUMMARY },
  });
  const summary = (end: string) =>
    fetch(`${engine.outputs['Rest']?.replace(/\/$/, '')}/summary?port=${port}&end=${encodeURIComponent(end)}`);
  const [response, failing] = await Promise.all([summary('well'), summary('throws')]);
  assert.equal(response.headers.get('content-type'), 'text/plain');
  assert.deepEqual(response.headers.getSetCookie(), ['a=1']);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  assert.equal((await reader?.read())?.value, 'The chat ');
  opened.resolve();
  assert.equal((await reader?.read())?.value, 'is about /summary');
  assert.equal((await reader?.read())?.done, true);
  assert.equal(failing.status, 200);
  await assert.rejects(failing.text(), /terminated/);
  assert.equal((await summary('without a head')).status, 502);
});
