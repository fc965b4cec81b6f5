// The shape of the article's second chat: WebSocket publish → handler → table, and a REST API for the history (imflamboyant/serverless-aws-chat).
import assert from 'node:assert/strict';
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

test('a summary that streams its response is rejected by name', async (t) => {
  const streamed = { ...proxy(att('List', 'Arn')), ResponseTransferMode: 'STREAM' };
  const Resources = {
    ...TEMPLATE.Resources,
    ...restApi('Chat', [{ method: 'GET', path: '/summary', properties: { Integration: streamed } }]),
  };
  await assert.rejects(
    startSample(t, { template: { Resources }, functions: { list: LIST_MESSAGES } }),
    /ChatsummaryGET: the response transfer mode STREAM is not emulated; use BUFFERED\./,
  );
});
