// Integrations with HTTP endpoints, as a proxy and mapped.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invocationUri, withRestApi } from '../../testing/rest-api-fixture.ts';

const ok = { MethodResponses: [{ StatusCode: '200' }] };

test('an HTTP proxy passes the request on, and a mapped one what the template names', async (t) => {
  const api = await withRestApi(t, {
    functions: { Echo: (event: unknown) => ({ statusCode: 201, body: JSON.stringify(event) }) },
  });
  await api.method('ANY /target/{proxy+}', {
    Type: 'AWS_PROXY',
    IntegrationHttpMethod: 'POST',
    Uri: invocationUri('Echo'),
  });
  await api.deploy();
  const Uri = `${api.origin}/_aws/execute-api/${api.id}/prod/target`;
  const RequestParameters = { 'method.request.path.proxy': true, 'method.request.header.x-who': false };
  await api.method(
    'ANY /proxy/{proxy+}',
    {
      Type: 'HTTP_PROXY',
      IntegrationHttpMethod: 'ANY',
      Uri: `${Uri}/{proxy}`,
      RequestParameters: { 'integration.request.path.proxy': 'method.request.path.proxy' },
    },
    { RequestParameters },
  );
  await api.method(
    'POST /mapped',
    {
      Type: 'HTTP',
      IntegrationHttpMethod: 'PUT',
      Uri: `${Uri}/x`,
      RequestParameters: { 'integration.request.querystring.who': 'method.request.header.x-who' },
      RequestTemplates: { 'application/json': `{"wrapped":$input.json('$')}` },
      IntegrationResponses: [
        {
          StatusCode: '200',
          ResponseParameters: { 'method.response.header.x-from': 'integration.response.header.content-type' },
        },
      ],
    },
    {
      RequestParameters,
      MethodResponses: [{ StatusCode: '200', ResponseParameters: { 'method.response.header.x-from': true } }],
    },
  );
  const proxied = await api.ask('PATCH', '/prod/proxy/a/b%20c?q=1', { 'x-who': 'ann' }, 'text');
  const event = JSON.parse(proxied.body);
  assert.deepEqual(
    [proxied.status, event.httpMethod, event.path, event.queryStringParameters, event.body, event.headers['x-who']],
    [201, 'PATCH', '/target/a/b c', { q: '1' }, 'text', 'ann'],
  );
  const mapped = await api.ask('POST', '/prod/mapped?q=1', { 'x-who': 'ann' }, '{"a":1}');
  const received = JSON.parse(mapped.body);
  assert.deepEqual(
    [mapped.status, received.httpMethod, received.queryStringParameters, received.body, mapped.headers['x-from']],
    [200, 'PUT', { who: 'ann' }, '{"wrapped":{"a":1}}', 'application/json'],
  );
});

test('an endpoint that cannot be reached is a 504, a type without a template a 415', async (t) => {
  const api = await withRestApi(t);
  await api.method('GET /', { Type: 'HTTP_PROXY', IntegrationHttpMethod: 'GET', Uri: 'http://127.0.0.1:1/' });
  await api.method(
    'POST /',
    {
      Type: 'MOCK',
      PassthroughBehavior: 'NEVER',
      RequestTemplates: { 'application/json': '{"statusCode":200}' },
      IntegrationResponses: [{ StatusCode: '200' }],
    },
    ok,
  );
  await api.deploy();
  assert.equal((await api.ask('GET', '/prod/')).status, 504);
  const { status, body } = await api.ask('POST', '/prod/', { 'content-type': 'text/plain' }, 'x');
  assert.deepEqual([status, body], [415, '{"message":"Unsupported Media Type"}']);
});

test('a template that reads JSON from a response in another form is a 500, and the engine says why', async (t) => {
  const api = await withRestApi(t, { functions: { Text: () => ({ statusCode: 200, body: 'not JSON' }) } });
  const text = { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: invocationUri('Text') };
  await api.method('GET /text', text);
  await api.method(
    'GET /mapped',
    {
      Type: 'HTTP',
      IntegrationHttpMethod: 'GET',
      Uri: `${api.origin}/_aws/execute-api/${api.id}/prod/text`,
      IntegrationResponses: [
        { StatusCode: '200', ResponseTemplates: { 'application/json': `{"n":$input.json('$.n')}` } },
      ],
    },
    ok,
  );
  await api.deploy();
  const { status, body } = await api.ask('GET', '/prod/mapped');
  assert.deepEqual([status, body], [500, '{"message": "Internal server error"}']);
  assert.match(api.lines.join(), /A mapping template of GET \/mapped failed: .*not JSON/);
});
