// Parts of templates in the form that CDK gives them: functions, REST APIs with preflights, Event APIs, tables.
import { att } from '../template-parts.ts';
import type { SampleResource } from './sample-stack.ts';

/** Resources by logical id. */
export type Resources = Record<string, SampleResource>;

const join = (...parts: unknown[]) => ({ 'Fn::Join': ['', parts] });
const INVOKE = ':lambda:path/2015-03-31/functions/';

/** A function of an asset, with its role and the permissions of the role. */
export function lambdaFunction(
  id: string,
  { asset, environment = {}, statements = [] }: { asset: string; environment?: object; statements?: object[] },
): Resources {
  return {
    [`${id}Role`]: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }],
        },
        ManagedPolicyArns: [
          join('arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'),
        ],
      },
    },
    ...(statements.length > 0 && {
      [`${id}Policy`]: {
        Type: 'AWS::IAM::Policy',
        Properties: {
          PolicyName: `${id}Policy`,
          PolicyDocument: { Version: '2012-10-17', Statement: statements },
          Roles: [{ Ref: `${id}Role` }],
        },
      },
    }),
    [id]: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: att(`${id}Role`, 'Arn'),
        Code: { S3Bucket: 'cdk-assets', S3Key: `${asset}.zip` },
        Environment: { Variables: environment },
      },
      DependsOn: [`${id}Role`, ...(statements.length > 0 ? [`${id}Policy`] : [])],
    },
  };
}

/** A method of a REST API: its path, its function or its own integration, and further properties. */
export type SampleMethod = {
  method: string;
  path: string;
  /** The ARN of the function of a Lambda proxy integration. */
  functionArn?: unknown;
  properties?: Record<string, unknown>;
};

/** A REST API with a stage `prod`, a preflight on each path, and a permission for each function. */
export function restApi(id: string, methods: readonly SampleMethod[], properties: object = {}): Resources {
  const RestApiId = { Ref: id };
  const resources: Resources = { [id]: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: id, ...properties } } };
  const resourceIds = new Map<string, unknown>([['', att(id, 'RootResourceId')]]);
  const resourceId = (path: string): unknown => {
    if (resourceIds.has(path)) return resourceIds.get(path);
    const at = path.lastIndexOf('/');
    const logicalId = `${id}${path.replace(/\W/g, '')}`;
    const ParentId = resourceId(path.slice(0, at));
    resources[logicalId] = {
      Type: 'AWS::ApiGateway::Resource',
      Properties: { ParentId, PathPart: path.slice(at + 1), RestApiId },
    };
    resourceIds.set(path, { Ref: logicalId });
    return { Ref: logicalId };
  };
  for (const { path } of methods) resourceId(path);
  const names: string[] = [];
  for (const [path, ResourceId] of resourceIds) {
    const name = `${id}${path.replace(/\W/g, '')}OPTIONS`;
    names.push(name);
    resources[name] = preflight(RestApiId, ResourceId);
  }
  for (const { method, path, functionArn, properties: own } of methods) {
    const name = `${id}${path.replace(/\W/g, '')}${method}`;
    names.push(name);
    resources[name] = {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        HttpMethod: method,
        ResourceId: resourceIds.get(path),
        RestApiId,
        AuthorizationType: 'NONE',
        ...(functionArn !== undefined && { Integration: proxy(functionArn) }),
        ...own,
      },
    };
    if (functionArn !== undefined)
      resources[`${name}Permission`] = permission(id, functionArn, `${method}${path.replace(/\{[^}]*\}/g, '*')}`);
  }
  resources[`${id}Deployment`] = { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId }, DependsOn: names };
  resources[`${id}Stage`] = {
    Type: 'AWS::ApiGateway::Stage',
    Properties: { DeploymentId: { Ref: `${id}Deployment` }, RestApiId, StageName: 'prod' },
    DependsOn: [`${id}Account`],
  };
  resources[`${id}CloudWatchRole`] = {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' } }],
      },
      ManagedPolicyArns: [
        join('arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs'),
      ],
    },
  };
  resources[`${id}Account`] = {
    Type: 'AWS::ApiGateway::Account',
    Properties: { CloudWatchRoleArn: att(`${id}CloudWatchRole`, 'Arn') },
    DependsOn: [id],
  };
  return resources;
}

/** The URL of a REST API's stage, as the output that CDK writes. */
export function restApiUrl(id: string): unknown {
  const host = [
    '.execute-api.',
    { Ref: 'AWS::Region' },
    '.',
    { Ref: 'AWS::URLSuffix' },
    '/',
    { Ref: `${id}Stage` },
    '/',
  ];
  return join('https://', { Ref: id }, ...host);
}

/** A Lambda proxy integration, its Uri composed as CDK composes it. */
export function proxy(functionArn: unknown): Record<string, unknown> {
  const prefix = ['arn:', { Ref: 'AWS::Partition' }, ':apigateway:', { Ref: 'AWS::Region' }, INVOKE];
  return { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: join(...prefix, functionArn, '/invocations') };
}

function permission(api: string, FunctionName: unknown, methodAndPath: string): SampleResource {
  const stage = { Ref: `${api}Stage` };
  return {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName,
      Principal: 'apigateway.amazonaws.com',
      SourceArn: join(
        'arn:aws:execute-api:',
        { Ref: 'AWS::Region' },
        ':',
        { Ref: 'AWS::AccountId' },
        ':',
        { Ref: api },
        '/',
        stage,
        `/${methodAndPath}`,
      ),
    },
  };
}

const CORS = {
  'Access-Control-Allow-Headers': "'Content-Type,X-Amz-Date,Authorization,X-Api-Key'",
  'Access-Control-Allow-Origin': "'*'",
  'Access-Control-Allow-Methods': "'*'",
};

function preflight(RestApiId: unknown, ResourceId: unknown): SampleResource {
  const headers = Object.entries(CORS).map(([name, value]) => [`method.response.header.${name}`, value] as const);
  return {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      ApiKeyRequired: false,
      AuthorizationType: 'NONE',
      HttpMethod: 'OPTIONS',
      Integration: {
        IntegrationResponses: [{ ResponseParameters: Object.fromEntries(headers), StatusCode: '204' }],
        RequestTemplates: { 'application/json': '{ statusCode: 200 }' },
        Type: 'MOCK',
      },
      MethodResponses: [
        { ResponseParameters: Object.fromEntries(headers.map(([name]) => [name, true])), StatusCode: '204' },
      ],
      ResourceId,
      RestApiId,
    },
  };
}

/** An Event API with an API key, and the outputs that `subscribe` uses. */
export function eventApi(namespace: string, properties: object = {}): { resources: Resources; outputs: object } {
  const modes = [{ AuthType: 'API_KEY' }];
  const ApiId = att('EventsApi', 'ApiId');
  return {
    resources: {
      EventsApi: {
        Type: 'AWS::AppSync::Api',
        Properties: {
          Name: 'events',
          EventConfig: {
            AuthProviders: modes,
            ConnectionAuthModes: modes,
            DefaultPublishAuthModes: modes,
            DefaultSubscribeAuthModes: modes,
          },
        },
      },
      EventsKey: { Type: 'AWS::AppSync::ApiKey', Properties: { ApiId } },
      EventsNamespace: {
        Type: 'AWS::AppSync::ChannelNamespace',
        Properties: { ApiId, Name: namespace, ...properties },
      },
    },
    outputs: {
      EventsHttp: { Value: join('https://', att('EventsApi', 'Dns.Http'), '/event') },
      EventsKey: { Value: att('EventsKey', 'ApiKey') },
    },
  };
}

/** A table of messages by channel and time, with a stream. */
export const MESSAGES_TABLE: SampleResource = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    AttributeDefinitions: [
      { AttributeName: 'channel', AttributeType: 'S' },
      { AttributeName: 'timestamp', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'channel', KeyType: 'HASH' },
      { AttributeName: 'timestamp', KeyType: 'RANGE' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
  },
};
