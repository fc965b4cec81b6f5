// The shape of the article's chat: REST API → function → table → pipe → API destination → Event API (imflamboyant/serverless-aws-chat).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { att } from '../template-parts.ts';
import { eventApi, lambdaFunction, MESSAGES_TABLE, restApi, restApiUrl } from './sample-parts.ts';
import { nextEvent, startSample, untilReported } from './sample-stack.ts';

// CommonJS bundles as esbuild writes them for CDK: the SDK is not in the bundle, and is required at the start.
const POST_MESSAGE = `"use strict";
var lib = require("@aws-sdk/lib-dynamodb");
var client = lib.DynamoDBDocumentClient.from(new (require("@aws-sdk/client-dynamodb").DynamoDBClient)({}));
exports.handler = async (event) => {
  const { username, message } = JSON.parse(event.body);
  const Item = { channel: event.pathParameters.channel, timestamp: new Date().toISOString(), username, message };
  await client.send(new lib.PutCommand({ TableName: process.env.TABLE, Item }));
  return { statusCode: 201, body: JSON.stringify(Item), headers: { "Access-Control-Allow-Origin": "*" } };
};`;

const LIST_MESSAGES = `"use strict";
var lib = require("@aws-sdk/lib-dynamodb");
var client = lib.DynamoDBDocumentClient.from(new (require("@aws-sdk/client-dynamodb").DynamoDBClient)({}));
exports.handler = async (event) => {
  const { Items } = await client.send(new lib.QueryCommand({
    TableName: process.env.TABLE,
    KeyConditionExpression: "channel = :channel",
    ExpressionAttributeValues: { ":channel": event.pathParameters.channel },
  }));
  return { statusCode: 200, body: JSON.stringify(Items) };
};`;

/** The article's template: values are inserted between quotes, and Pipes does not escape them. */
const INPUT_TEMPLATE = JSON.stringify({
  channel: 'serverlesschat/channels/<$.dynamodb.NewImage.channel.S>',
  events: [
    JSON.stringify({
      channel: '<$.dynamodb.NewImage.channel.S>',
      timestamp: '<$.dynamodb.NewImage.timestamp.S>',
      username: '<$.dynamodb.NewImage.username.S>',
      message: '<$.dynamodb.NewImage.message.S>',
    }),
  ],
});

const events = eventApi('serverlesschat');
const path = '/channels/{channel}/messages';
const table = (...Action: string[]) => [{ Action, Effect: 'Allow', Resource: att('Messages', 'Arn') }];
const environment = { TABLE: { Ref: 'Messages' } };

const TEMPLATE = {
  Resources: {
    ...events.resources,
    Messages: MESSAGES_TABLE,
    ...lambdaFunction('Post', { asset: 'post', environment, statements: table('dynamodb:PutItem') }),
    ...lambdaFunction('List', { asset: 'list', environment, statements: table('dynamodb:Query') }),
    ...restApi('Chat', [
      { method: 'GET', path, functionArn: att('List', 'Arn') },
      { method: 'POST', path, functionArn: att('Post', 'Arn') },
    ]),
    Connection: {
      Type: 'AWS::Events::Connection',
      Properties: {
        AuthorizationType: 'API_KEY',
        AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'apiKey', ApiKeyValue: att('EventsKey', 'ApiKey') } },
      },
    },
    Destination: {
      Type: 'AWS::Events::ApiDestination',
      Properties: {
        ConnectionArn: att('Connection', 'Arn'),
        HttpMethod: 'POST',
        InvocationEndpoint: { 'Fn::Join': ['', ['https://', att('EventsApi', 'Dns.Http'), '/event']] },
      },
    },
    PipeRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'pipes.amazonaws.com' } }],
        },
      },
    },
    PipePolicy: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyName: 'PipePolicy',
        PolicyDocument: {
          Statement: [
            {
              Action: [
                'dynamodb:DescribeStream',
                'dynamodb:GetRecords',
                'dynamodb:GetShardIterator',
                'dynamodb:ListStreams',
              ],
              Effect: 'Allow',
              Resource: att('Messages', 'StreamArn'),
            },
            { Action: 'events:InvokeApiDestination', Effect: 'Allow', Resource: att('Destination', 'Arn') },
          ],
        },
        Roles: [{ Ref: 'PipeRole' }],
      },
    },
    Pipe: {
      Type: 'AWS::Pipes::Pipe',
      Properties: {
        RoleArn: att('PipeRole', 'Arn'),
        Source: att('Messages', 'StreamArn'),
        SourceParameters: { DynamoDBStreamParameters: { StartingPosition: 'LATEST' } },
        Target: att('Destination', 'Arn'),
        TargetParameters: {
          HttpParameters: { HeaderParameters: { 'X-Api-Key': att('EventsKey', 'ApiKey') } },
          InputTemplate: INPUT_TEMPLATE,
        },
      },
      DependsOn: ['PipePolicy'],
    },
  },
  Outputs: { ...events.outputs, Rest: { Value: restApiUrl('Chat') } },
};

test('a posted message is stored, listed and broadcast; one with a quotation mark blocks the pipe, and the engine warns', async (t) => {
  const functions = { post: POST_MESSAGE, list: LIST_MESSAGES };
  const { request, subscribe, lines } = await startSample(t, { template: TEMPLATE, functions });
  const subscriber = await subscribe('/serverlesschat/channels/general');
  const post = (message: string) =>
    request('Rest', '/channels/general/messages', {
      method: 'POST',
      body: JSON.stringify({ username: 'ann', message }),
    });

  const preflight = await request('Rest', '/channels/general/messages', {
    method: 'OPTIONS',
    headers: { origin: 'http://page', 'access-control-request-method': 'POST' },
  });
  assert.deepEqual([preflight.status, preflight.headers.get('access-control-allow-origin')], [204, '*']);

  const { status, headers, body } = await post('hello');
  assert.deepEqual([status, headers.get('access-control-allow-origin')], [201, '*']);
  assert.deepEqual(await nextEvent(subscriber), JSON.parse(body));
  assert.deepEqual(JSON.parse((await request('Rest', '/channels/general/messages')).body), [JSON.parse(body)]);
  assert.equal((await request('Rest', '/channels')).status, 403);

  assert.equal((await post('say "hello"')).status, 201);
  await untilReported(lines, /pipe Sample-Pipe-\w+ inserted a value with a quote/);
  assert.equal((await post('behind it')).status, 201);
  await subscriber.receivesNothing();
});
