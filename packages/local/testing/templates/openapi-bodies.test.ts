// A template whose APIs are defined by OpenAPI documents, as SAM and public samples write them: an HTTP API and a REST API.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { att, ref, role, sub } from '../template-parts.ts';
import { startTemplate } from './start-template.ts';

const CODE = `
exports.handler = async (event) => event.type === 'TOKEN'
  ? { principalId: 'ann', policyDocument: { Version: '2012-10-17', Statement: [
      { Effect: event.authorizationToken === 'let me in' ? 'Allow' : 'Deny', Action: 'execute-api:Invoke', Resource: '*' }] } }
  : { statusCode: 200, body: JSON.stringify([event.routeKey ?? event.resource, event.pathParameters?.id ?? null]) };`;

const URI = sub(`arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Function.Arn}/invocations`);

const proxy = (fields = {}) => ({
  'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri: URI, ...fields },
  responses: {},
});

const HTTP_BODY = {
  openapi: '3.0.1',
  info: { title: 'notes', version: '1' },
  'x-amazon-apigateway-cors': { allowOrigins: ['https://page.test'], allowMethods: ['GET'] },
  components: {
    securitySchemes: {
      Tokens: {
        type: 'oauth2',
        'x-amazon-apigateway-authorizer': {
          type: 'jwt',
          identitySource: '$request.header.Authorization',
          jwtConfiguration: { issuer: 'https://issuer.test', audience: ['notes'] },
        },
      },
    },
  },
  paths: {
    '/notes/{id}': { get: proxy({ payloadFormatVersion: '2.0' }) },
    '/closed': { get: { ...proxy({ payloadFormatVersion: '2.0' }), security: [{ Tokens: [] }] } },
    $default: { 'x-amazon-apigateway-any-method': proxy({ payloadFormatVersion: '2.0' }) },
  },
};

const MOCK = {
  type: 'mock',
  requestTemplates: { 'application/json': '{"statusCode": 204}' },
  responses: {
    default: {
      statusCode: '204',
      responseParameters: { 'method.response.header.Access-Control-Allow-Origin': "'*'" },
    },
  },
};

const REST_BODY = {
  swagger: '2.0',
  info: { title: 'notes', version: '1' },
  securityDefinitions: {
    Token: {
      type: 'apiKey',
      name: 'Authorization',
      in: 'header',
      'x-amazon-apigateway-authorizer': { type: 'token', authorizerUri: URI, authorizerResultTtlInSeconds: 0 },
    },
    api_key: { type: 'apiKey', name: 'x-api-key', in: 'header' },
  },
  security: [{ Token: [] }],
  'x-amazon-apigateway-gateway-responses': {
    ACCESS_DENIED: { statusCode: 418, responseTemplates: { 'application/json': '{"teapot":true}' } },
  },
  paths: {
    '/notes/{id}': {
      get: proxy(),
      options: {
        'x-amazon-apigateway-integration': MOCK,
        security: [],
        responses: {
          204: { description: 'preflight', headers: { 'Access-Control-Allow-Origin': { type: 'string' } } },
        },
      },
    },
    '/notes': { get: { ...proxy(), security: [{ api_key: [] }] } },
    '/': { get: { ...proxy(), 'x-amazon-apigateway-auth': { type: 'NONE' } } },
  },
};

const TEMPLATE = {
  Resources: {
    Role: role('lambda.amazonaws.com', ['logs:*']),
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: att('Role', 'Arn'),
        Code: { ZipFile: CODE },
      },
    },
    Permission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: ref('Function'),
        Principal: 'apigateway.amazonaws.com',
      },
    },
    Http: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Body: HTTP_BODY } },
    HttpStage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId: ref('Http'), StageName: '$default', AutoDeploy: true },
    },
    Rest: { Type: 'AWS::ApiGateway::RestApi', Properties: { Body: REST_BODY } },
    Deployment: {
      Type: 'AWS::ApiGateway::Deployment',
      Properties: { RestApiId: ref('Rest'), StageName: 'live' },
    },
  },
  Outputs: {
    Http: { Value: att('Http', 'ApiEndpoint') },
    Rest: { Value: sub(`https://\${Rest}.execute-api.\${AWS::Region}.amazonaws.com/live`) },
  },
};

test('APIs that are defined by OpenAPI documents have their routes, authorizers, CORS, mocks and gateway responses', async (t) => {
  const { outputs } = await startTemplate(t, TEMPLATE);
  const request = async (output: string, path: string, init?: RequestInit) => {
    const response = await fetch(`${outputs[output]}${path}`, init);
    return { status: response.status, headers: response.headers, body: await response.text() };
  };
  const http = await request('Http', '/notes/a1', { headers: { origin: 'https://page.test' } });
  assert.equal(http.body, '["GET /notes/{id}","a1"]');
  assert.equal(http.headers.get('access-control-allow-origin'), 'https://page.test');
  assert.equal((await request('Http', '/else', { method: 'POST' })).body, '["$default",null]');
  assert.equal((await request('Http', '/closed')).status, 401);

  const authorized = { headers: { authorization: 'let me in' } };
  assert.equal((await request('Rest', '/notes/a1', authorized)).body, '["/notes/{id}","a1"]');
  assert.equal((await request('Rest', '/notes/a1')).status, 401);
  const denied = await request('Rest', '/notes/a1', { headers: { authorization: 'nobody' } });
  assert.deepEqual([denied.status, denied.body], [418, '{"teapot":true}']);
  const preflight = await request('Rest', '/notes/a1', { method: 'OPTIONS' });
  assert.deepEqual([preflight.status, preflight.headers.get('access-control-allow-origin')], [204, '*']);
  assert.equal((await request('Rest', '/notes')).status, 403);
  assert.equal((await request('Rest', '')).body, '["/",null]');
});

test('what an OpenAPI document has beyond that is rejected by name', async (t) => {
  const rejects = (id: 'Http' | 'Rest', change: object, message: RegExp) => {
    const { Type, Properties } = TEMPLATE.Resources[id];
    const resource = { Type, Properties: { Body: { ...Properties.Body, ...change } } };
    const template = { ...TEMPLATE, Resources: { ...TEMPLATE.Resources, [id]: resource } };
    return assert.rejects(startTemplate(t, template), { message });
  };
  await rejects('Http', { 'x-amazon-apigateway-policy': {} }, /^Http: x-amazon-apigateway-policy .*not emulated/);
  await rejects('Http', { openapi: undefined, 'Fn::Transform': {} }, /no OpenAPI document/);
  await rejects('Http', { paths: { '/a': { get: {} } } }, /GET \/a has no x-amazon-apigateway-integration/);
  await rejects(
    'Http',
    { paths: { '/a': { get: { ...proxy({ payloadFormatVersion: '3.0' }) } } } },
    /HttpIntegration1: PayloadFormatVersion must be 1\.0 or 2\.0/,
  );
  await rejects(
    'Rest',
    { 'x-amazon-apigateway-request-validators': {} },
    /x-amazon-apigateway-request-validators in an OpenAPI document is not emulated/,
  );
  await rejects('Rest', { securityDefinitions: { Token: { type: 'basic' } } }, /the security scheme Token is not/);
});
