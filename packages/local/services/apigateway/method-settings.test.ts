// Methods that cannot be created: what AWS rejects, and what is not emulated.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invocationUri, withRestApi } from '../../testing/rest-api-fixture.ts';

test('what is not emulated, or what AWS would reject, is rejected by name', async (t) => {
  const api = await withRestApi(t);
  const { ref: validator } = await api.make('Body', 'RequestValidator', { ValidateRequestBody: true });
  const proxy = { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: invocationUri('Echo') };
  const mistakes: [Record<string, unknown>, Record<string, unknown>, RegExp][] = [
    [{ ...proxy, ResponseTransferMode: 'STREAM' }, {}, /Uri must be that of response-streaming-invocations/],
    [
      { Type: 'HTTP_PROXY', IntegrationHttpMethod: 'GET', Uri: 'https://a.test', ResponseTransferMode: 'STREAM' },
      {},
      /the response transfer mode STREAM of HTTP_PROXY is not emulated; use a Lambda function/,
    ],
    [
      { ...proxy, Uri: 'arn:aws:apigateway:us-east-1:sqs:path/0/q' },
      {},
      /an integration with arn:.*sqs.* is not emulated/,
    ],
    [{ ...proxy, IntegrationHttpMethod: 'GET' }, {}, /must be POST/],
    [proxy, { AuthorizationType: 'AWS_IAM' }, /the authorization type AWS_IAM is not emulated/],
    [
      proxy,
      { RequestValidatorId: validator, RequestModels: { 'application/json': 'Order' } },
      /the model Order is not emulated/,
    ],
    [
      { Type: 'MOCK', IntegrationResponses: [{ StatusCode: '200' }] },
      {},
      /status 200, which MethodResponses does not have/,
    ],
    [
      { Type: 'MOCK', RequestTemplates: { 'application/json': '#if($x' } },
      {},
      /application\/json is not a template in VTL/,
    ],
    [
      { ...proxy, RequestParameters: { 'integration.request.header.a': 'method.request.header.b' } },
      {},
      /RequestParameters of the method/,
    ],
  ];
  for (const [integration, properties, message] of mistakes)
    await assert.rejects(api.method('GET /', integration, properties), message);
  await assert.rejects(async () => api.make('Other', 'RestApi', { Body: {} }), /Other: Body is not emulated/);
});
