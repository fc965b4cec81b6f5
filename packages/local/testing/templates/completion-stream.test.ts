// The shape of an HTTP API whose function publishes parts of its answer (aws-samples/serverless-patterns, appsync-events-bedrock-cdk).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { att } from '../template-parts.ts';
import { eventApi, lambdaFunction } from './sample-parts.ts';
import { nextEvent, startSample, untilReported } from './sample-stack.ts';

// The sample publishes with Node's https and a request of the SDK's protocol library; its model is a list of words here.
const CHAT = `"use strict";
const https = require("https");
const { HttpRequest } = require("@smithy/core/protocols");
const publish = (channel, event) => new Promise((resolve, reject) => {
  const request = new HttpRequest({
    hostname: process.env.EVENTS_API_URL,
    port: 443,
    path: "/event",
    method: "POST",
    headers: { "Content-Type": "application/json", "x-api-key": process.env.API_KEY },
    body: JSON.stringify({ channel, events: [JSON.stringify(event)] }),
  });
  const sent = https.request({ ...request, host: request.hostname }, (response) => {
    response.resume().on("end", () => response.statusCode < 300 ? resolve() : reject(new Error(response.statusCode)));
  });
  sent.on("error", reject);
  sent.end(request.body);
});
exports.handler = async (event) => {
  const { userId, prompt } = JSON.parse(event.body ?? "");
  if (!prompt) throw Error("Missing prompt");
  const channelName = "/" + process.env.CHANNEL_NAME + "/" + userId;
  for (const data of prompt.split(" ")) await publish(channelName, { data });
  return { channelName, completion: prompt };
};`;

const events = eventApi('BedrockChat');
const ApiId = { Ref: 'ChatApi' };

const TEMPLATE = {
  Resources: {
    ...events.resources,
    ...lambdaFunction('Chat', {
      asset: 'chat',
      environment: {
        EVENTS_API_URL: att('EventsApi', 'Dns.Http'),
        API_KEY: att('EventsKey', 'ApiKey'),
        CHANNEL_NAME: 'BedrockChat',
      },
    }),
    ChatApi: {
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: {
        Name: 'chat-api',
        ProtocolType: 'HTTP',
        CorsConfiguration: { AllowHeaders: ['*'], AllowMethods: ['POST', 'OPTIONS'], AllowOrigins: ['*'] },
      },
    },
    ChatStage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId, AutoDeploy: true, StageName: '$default' } },
    ChatIntegration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId,
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: att('Chat', 'Arn'),
        PayloadFormatVersion: '2.0',
      },
    },
    ChatRoute: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId,
        AuthorizationType: 'NONE',
        RouteKey: 'POST /chat',
        Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'ChatIntegration' }]] },
      },
    },
  },
  Outputs: { ...events.outputs, ChatApiUrl: { Value: att('ChatApi', 'ApiEndpoint') } },
};

test('a request receives the whole answer, after the subscriber has received its parts', async (t) => {
  const { request, subscribe } = await startSample(t, { template: TEMPLATE, functions: { chat: CHAT } });
  const subscriber = await subscribe('/BedrockChat/ann');
  const init = { method: 'POST', body: JSON.stringify({ userId: 'ann', prompt: 'one two' }) };
  const { status, body } = await request('ChatApiUrl', '/chat', init);
  assert.deepEqual([status, JSON.parse(body)], [200, { channelName: '/BedrockChat/ann', completion: 'one two' }]);
  assert.deepEqual(await nextEvent(subscriber), { data: 'one' });
  assert.deepEqual(await nextEvent(subscriber), { data: 'two' });
  const failed = await request('ChatApiUrl', '/chat', { method: 'POST', body: '{}' });
  assert.deepEqual([failed.status, failed.body], [500, '{"message":"Internal Server Error"}']);
});

test('a bundle that requires a package which the runtime does not have names it', async (t) => {
  const chat = CHAT.replace('@smithy/core/protocols', '@aws-sdk/protocol-http');
  const { request, lines } = await startSample(t, { template: TEMPLATE, functions: { chat } });
  assert.equal((await request('ChatApiUrl', '/chat', { method: 'POST', body: '{}' })).status, 500);
  await untilReported(lines, /@aws-sdk\/protocol-http/);
});
