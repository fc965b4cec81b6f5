// Non-proxy integrations: mocks for CORS, functions, tables and HTTP endpoints behind mapping templates.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsError } from '../../errors.ts';
import { invocationUri, withRestApi } from '../../testing/rest-api-fixture.ts';

const ok = { MethodResponses: [{ StatusCode: '200' }] };

test('a mock answers a preflight as CDK writes it, for one origin and for several', async (t) => {
  const api = await withRestApi(t);
  const names = ['Allow-Headers', 'Allow-Origin', 'Allow-Methods'].map((name) => `Access-Control-${name}`);
  const preflight = (origin: string, ResponseTemplates?: object) =>
    [
      {
        Type: 'MOCK',
        RequestTemplates: { 'application/json': '{ statusCode: 200 }' },
        IntegrationResponses: [
          {
            StatusCode: '204',
            ResponseParameters: Object.fromEntries(
              names.map((name) => [`method.response.header.${name}`, `'${origin}'`]),
            ),
            ...(ResponseTemplates && { ResponseTemplates }),
          },
        ],
      },
      {
        MethodResponses: [
          {
            StatusCode: '204',
            ResponseParameters: Object.fromEntries(names.map((name) => [`method.response.header.${name}`, true])),
          },
        ],
      },
    ] as const;
  await api.method('OPTIONS /all', ...preflight('*'));
  const choose = `#set($origin = $input.params().header.get("Origin"))
#if($origin == "") #set($origin = $input.params().header.get("origin")) #end
#if($origin == "https://b") #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin) #end`;
  await api.method('OPTIONS /two', ...preflight('https://a', { 'application/json': choose }));
  await api.deploy();
  const { status, headers, body } = await api.ask('OPTIONS', '/prod/all', { origin: 'https://page' });
  assert.deepEqual([status, body], [204, '']);
  for (const name of names) assert.equal(headers[name.toLowerCase()], '*');
  const allowed = async (origin: string, name = 'Origin') =>
    (await api.ask('OPTIONS', '/prod/two', { [name]: origin })).headers['access-control-allow-origin'];
  assert.deepEqual(
    [await allowed('https://a'), await allowed('https://b'), await allowed('https://c')],
    ['https://a', 'https://b', 'https://a'],
  );
  assert.equal(await allowed('https://b', 'origin'), 'https://b');
});

test('a template builds the payload of a function from the request, and a response from its result', async (t) => {
  const api = await withRestApi(t, {
    functions: { Sum: ({ values }: { values: number[] }) => ({ sum: values.length }) },
  });
  await api.method(
    'POST /{id}',
    {
      Type: 'AWS',
      IntegrationHttpMethod: 'POST',
      Uri: invocationUri('Sum'),
      RequestTemplates: {
        'application/json': `#set($list = $input.path('$.values'))
{"id": "$input.params('id')", "first": $input.json('$.values[0]'), "stage": "$context.stage", "none": "$input.params('x')$context.nothing",
 "table": "$stageVariables.table", "text": "$util.escapeJavaScript($input.path('$.text'))", "values": [#foreach($v in $list)$v.n#if($foreach.hasNext),#end#end]}`,
      },
      IntegrationResponses: [
        { StatusCode: '200', ResponseTemplates: { 'application/json': `{"count": $input.path('$.sum')}` } },
      ],
    },
    ok,
  );
  await api.deploy({ Variables: { table: 'orders' } });
  const text = 'a "quote"\n ü';
  const body = JSON.stringify({ values: [{ n: 1 }, { n: 2 }], text });
  const answer = await api.ask('POST', '/prod/7', {}, body);
  assert.deepEqual([answer.status, answer.body], [200, '{"count": 2}']);
  assert.deepEqual(api.invoked[0]?.event, {
    id: '7',
    first: { n: 1 },
    stage: 'prod',
    none: '',
    table: 'orders',
    text,
    values: [1, 2],
  });
  const invalid = await api.ask('POST', '/prod/7', {}, '{"values"');
  assert.equal(invalid.status, 400);
  assert.match(invalid.body, /Could not parse request body into json/);
});

test('a text of the request is a value, never a template', async (t) => {
  const api = await withRestApi(t, { functions: { Echo: (event: unknown) => event } });
  await api.method(
    'POST /',
    {
      Type: 'AWS',
      IntegrationHttpMethod: 'POST',
      Uri: invocationUri('Echo'),
      RequestTemplates: { 'application/json': `{"text":"$util.escapeJavaScript($input.path('$.text'))"}` },
      IntegrationResponses: [{ StatusCode: '200' }],
    },
    ok,
  );
  await api.deploy();
  const text = `#set($x = 1)$context.apiId \${stageVariables.secret} $input.body.constructor`;
  assert.deepEqual(JSON.parse((await api.ask('POST', '/prod/', {}, JSON.stringify({ text }))).body), { text });
});

test('a function is invoked asynchronously with the header for it', async (t) => {
  const api = await withRestApi(t);
  await api.method(
    'POST /trigger',
    {
      Type: 'AWS',
      IntegrationHttpMethod: 'POST',
      Uri: invocationUri('Job'),
      Credentials: 'arn:aws:iam::000000000000:role/gateway',
      RequestParameters: { 'integration.request.header.X-Amz-Invocation-Type': "'Event'" },
      RequestTemplates: { 'application/json': `{"Payload":"$util.escapeJavaScript($input.body)"}` },
      IntegrationResponses: [{ StatusCode: '202' }],
    },
    { MethodResponses: [{ StatusCode: '202' }] },
  );
  await api.deploy();
  const rejected = await api.ask('POST', '/prod/trigger', {}, '{"a":"\'"}');
  // An apostrophe is escaped for JavaScript, which is not JSON, so Lambda rejects the payload; the template maps all to 202.
  assert.match(rejected.body, /InvalidRequestContentException/);
  assert.deepEqual(api.invoked, []);
  const { status, body } = await api.ask('POST', '/prod/trigger', {}, '{"a":1}');
  assert.deepEqual([status, body], [202, '']);
  assert.deepEqual(api.invoked, [{ name: 'Job', event: { Payload: '{"a":1}' }, wait: false }]);
});

test('the pattern that matches the error of a function chooses the response', async (t) => {
  const api = await withRestApi(t, {
    functions: {
      Fail: ({ why }: { why: string }) => {
        if (why) throw new Error(why);
        return { fine: true };
      },
    },
  });
  await api.method(
    'POST /',
    {
      Type: 'AWS',
      IntegrationHttpMethod: 'POST',
      Uri: invocationUri('Fail'),
      IntegrationResponses: [
        { StatusCode: '200' },
        {
          StatusCode: '404',
          SelectionPattern: '.*not found.*',
          ResponseTemplates: { 'application/json': `{"error": $input.json('$.errorMessage')}` },
        },
      ],
    },
    { MethodResponses: [{ StatusCode: '200' }, { StatusCode: '404' }] },
  );
  await api.deploy();
  const ask = async (why: string) => {
    const { status, body } = await api.ask('POST', '/prod/', {}, JSON.stringify({ why }));
    return [status, body];
  };
  assert.deepEqual(await ask(''), [200, '{"fine":true}']);
  assert.deepEqual(await ask('item not found'), [404, '{"error": "item not found"}']);
  assert.deepEqual(await ask('other'), [200, '{"errorMessage":"other"}']);
});

test('a template calls DynamoDB as the role of the integration', async (t) => {
  const calls: unknown[] = [];
  const api = await withRestApi(t, {
    async table(roleArn, operation, input) {
      calls.push([roleArn, operation, input]);
      if (operation === 'Query') return { Items: [{ id: { S: '1' } }], Count: 1 };
      throw new AwsError('ConditionalCheckFailedException', 'The conditional request failed');
    },
  });
  const Credentials = 'arn:aws:iam::000000000000:role/table';
  const action = (name: string) => ({
    Type: 'AWS',
    IntegrationHttpMethod: 'POST',
    Uri: `arn:aws:apigateway:us-east-1:dynamodb:action/${name}`,
    Credentials,
  });
  const responses = { MethodResponses: [{ StatusCode: '200' }, { StatusCode: '400' }] };
  await api.method(
    'GET /items/{id}',
    {
      ...action('Query'),
      RequestTemplates: {
        'application/json': `{"TableName":"t","ExpressionAttributeValues":{":id":{"S":"$input.params('id')"}}}`,
      },
      IntegrationResponses: [
        {
          StatusCode: '200',
          ResponseTemplates: {
            'application/json': `[#foreach($item in $input.path('$.Items')){"id":"$item.id.S"}#if($foreach.hasNext),#end#end]`,
          },
        },
      ],
    },
    responses,
  );
  await api.method(
    'PUT /items/{id}',
    {
      ...action('PutItem'),
      RequestTemplates: { 'application/json': `{"TableName":"t","Item":{"id":{"S":"$context.requestId"}}}` },
      IntegrationResponses: [
        { StatusCode: '200' },
        {
          StatusCode: '400',
          SelectionPattern: '4\\d{2}',
          ResponseTemplates: { 'application/json': `{"error":"$input.path('$.message')"}` },
        },
      ],
    },
    responses,
  );
  await api.deploy();
  assert.equal((await api.ask('GET', '/prod/items/7')).body, '[{"id":"1"}]');
  assert.deepEqual(calls, [
    [Credentials, 'Query', { TableName: 't', ExpressionAttributeValues: { ':id': { S: '7' } } }],
  ]);
  const failed = await api.ask('PUT', '/prod/items/7');
  assert.deepEqual([failed.status, failed.body], [400, '{"error":"The conditional request failed"}']);
});
