// A template with Python functions in folders beside it, as `aws cloudformation package` takes it: they call the API at its host name
// of AWS, and services by boto3.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { installPython, lacksModule } from '../install-python.ts';
import { att, ref, role } from '../template-parts.ts';
import { startTemplate } from './start-template.ts';

const skip = installPython();
const withoutBoto3 = skip || lacksModule('boto3');

const PUBLISH = `
import asyncio, http.client, json, os, urllib.error, urllib.request

def status_of(url, data=None, headers={}):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, headers)) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code

async def status_of_asyncio(host):
    reader, writer = await asyncio.open_connection(host, 443, ssl=True)
    writer.write(f"GET /event HTTP/1.1\\r\\nHost: {host}\\r\\nConnection: close\\r\\n\\r\\n".encode())
    return int((await reader.readline()).split()[1])

def handler(event, context):
    host = os.environ["HTTP_ENDPOINT"]
    body = json.dumps({"channel": "/ticker/ACME", "events": [json.dumps({"price": event["price"]})]}).encode()
    return {
        "published": status_of(f"https://{host}/event", body, {"x-api-key": os.environ["API_KEY"]}),
        "asyncio": asyncio.run(status_of_asyncio(host)),
        "other": status_of("https://sns.us-east-1.amazonaws.com/"),
        "unlisted": status_of("https://a.b.c.us-east-1.amazonaws.com/"),
    }
`;

const COUNT = `
import boto3, botocore.exceptions, os

def handler(event, context):
    table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
    table.put_item(Item={"id": "a", "count": 1})
    table.update_item(Key={"id": "a"}, UpdateExpression="ADD #c :one", ExpressionAttributeNames={"#c": "count"},
                      ExpressionAttributeValues={":one": 1})
    try:
        boto3.client("sqs").list_queues()
    except botocore.exceptions.ClientError as error:
        return [int(table.get_item(Key={"id": "a"})["Item"]["count"]), error.response["Error"]["Code"]]
`;

const EVENT_CONFIG = {
  AuthProviders: [{ AuthType: 'API_KEY' }],
  ConnectionAuthModes: [{ AuthType: 'API_KEY' }],
  DefaultPublishAuthModes: [{ AuthType: 'API_KEY' }],
  DefaultSubscribeAuthModes: [{ AuthType: 'API_KEY' }],
};

const pythonFunction = (FunctionName: string, Variables: object) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName,
    Runtime: 'python3.13',
    Handler: 'app.handler',
    Role: att('Role', 'Arn'),
    Timeout: 30,
    Code: `./${FunctionName}`,
    Environment: { Variables },
  },
});

const TEMPLATE = {
  Resources: {
    Api: { Type: 'AWS::AppSync::Api', Properties: { Name: 'ticker', EventConfig: EVENT_CONFIG } },
    Key: { Type: 'AWS::AppSync::ApiKey', Properties: { ApiId: att('Api', 'ApiId') } },
    Ticker: { Type: 'AWS::AppSync::ChannelNamespace', Properties: { ApiId: att('Api', 'ApiId'), Name: 'ticker' } },
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      },
    },
    Role: role('lambda.amazonaws.com', ['logs:*', 'dynamodb:*']),
    Publish: pythonFunction('publish', { HTTP_ENDPOINT: att('Api', 'Dns.Http'), API_KEY: att('Key', 'ApiKey') }),
    Count: pythonFunction('count', { TABLE: ref('Table') }),
  },
};

test('a Python function reaches its API at the host name of AWS, and nothing leaves this machine; boto3 acts with its role', {
  skip,
}, async (t) => {
  const engine = await startTemplate(t, TEMPLATE, {}, { 'publish/app.py': PUBLISH, 'count/app.py': COUNT });
  const published: string[] = [];
  engine.onPublished(({ channel, events }) => published.push(`${channel} ${events}`));
  assert.deepEqual(await engine.services.lambda.invoke('publish', { price: 42 }), {
    payload: { published: 200, asyncio: 405, other: 421, unlisted: 421 },
  });
  assert.deepEqual(published, ['/ticker/ACME {"price": 42}']);
  if (withoutBoto3) return t.diagnostic(withoutBoto3);
  const { payload } = await engine.services.lambda.invoke('count', {});
  const [count, code] = payload as [number, string];
  assert.equal(count, 2);
  assert.match(code, /^AccessDenied/);
});
