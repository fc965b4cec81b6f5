// The shape of a REST API that starts a job with a mapping template, whose results are published (ikeman09/appsync-events-bedrock).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { att } from '../template-parts.ts';
import { eventApi, lambdaFunction, restApi, restApiUrl } from './sample-parts.ts';
import { nextEvent, startSample, untilReported } from './sample-stack.ts';

const JOB = `"use strict";
exports.handler = async ({ Payload, InvocationType }) => {
  const { topic, words } = JSON.parse(Payload);
  for (const word of words)
    await fetch("https://" + process.env.EVENTS_HOST + "/event", {
      method: "POST",
      headers: { "content-type": "application/json", "x-api-key": process.env.EVENTS_KEY },
      body: JSON.stringify({ channel: "default/" + topic, events: [JSON.stringify({ word, InvocationType })] }),
    });
};`;

const events = eventApi('default');
const join = (...parts: unknown[]) => ({ 'Fn::Join': ['', parts] });

const template = (mayInvoke: boolean) => ({
  Resources: {
    ...events.resources,
    ...lambdaFunction('Job', {
      asset: 'job',
      environment: { EVENTS_HOST: att('EventsApi', 'Dns.Http'), EVENTS_KEY: att('EventsKey', 'ApiKey') },
    }),
    GatewayRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [
            { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' } },
          ],
        },
        ...(mayInvoke && {
          Policies: [
            {
              PolicyName: 'invoke',
              PolicyDocument: {
                Statement: [{ Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: att('Job', 'Arn') }],
              },
            },
          ],
        }),
      },
    },
    ...restApi('Trigger', [
      {
        method: 'POST',
        path: '/trigger',
        properties: {
          Integration: {
            Type: 'AWS',
            IntegrationHttpMethod: 'POST',
            Credentials: att('GatewayRole', 'Arn'),
            Uri: join(
              'arn:',
              { Ref: 'AWS::Partition' },
              ':apigateway:',
              { Ref: 'AWS::Region' },
              ':lambda:path/2015-03-31/functions/',
              att('Job', 'Arn'),
              '/invocations',
            ),
            RequestParameters: { 'integration.request.header.X-Amz-Invocation-Type': "'Event'" },
            RequestTemplates: {
              'application/json': join(
                '{"FunctionName":"',
                { Ref: 'Job' },
                '","InvocationType":"Event","Payload":"$util.escapeJavaScript($input.body)"}',
              ),
            },
            IntegrationResponses: [{ StatusCode: '202' }],
          },
          MethodResponses: [{ StatusCode: '202' }],
        },
      },
    ]),
  },
  Outputs: { ...events.outputs, Rest: { Value: restApiUrl('Trigger') } },
});

const functions = { job: JOB };
const post = (body: object) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

test('a request is answered at once with 202, and the job publishes its results', async (t) => {
  const { request, subscribe } = await startSample(t, { template: template(true), functions });
  const subscriber = await subscribe('/default/poem');
  const { status, body } = await request('Rest', '/trigger', post({ topic: 'poem', words: ['a "b"', 'ü'] }));
  assert.deepEqual([status, body], [202, '']);
  assert.deepEqual(await nextEvent(subscriber), { word: 'a "b"', InvocationType: 'Event' });
  assert.deepEqual(await nextEvent(subscriber), { word: 'ü', InvocationType: 'Event' });
  const preflight = await request('Rest', '/trigger', { method: 'OPTIONS' });
  assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /X-Api-Key/);
});

test('a role without the permission starts no job, and the engine says so', async (t) => {
  const { request, lines } = await startSample(t, { template: template(false), functions });
  assert.equal((await request('Rest', '/trigger', post({}))).status, 500);
  await untilReported(lines, /role\/.*GatewayRole.* may not invoke arn:aws:lambda:.*Job/);
});
