// The AWS managed policies that CDK commonly attaches, for the services that the engine emulates.
import { parsePolicyDocument, type Statement } from './policy-document.ts';

const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];
const NETWORK = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];
const TRACES = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:GetSamplingStatisticSummaries',
];
const READ_STREAM = [
  'dynamodb:DescribeStream',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:ListStreams',
];
const READ_TABLE = ['BatchGet*', 'Describe*', 'Get*', 'List*', 'Query', 'Scan', 'PartiQLSelect'].map(
  (action) => `dynamodb:${action}`,
);

// AWS Managed Policy Reference Guide. By the end of the ARN; each policy allows its actions on every resource.
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  'service-role/AWSLambdaBasicExecutionRole': LOGS,
  'service-role/AWSLambdaVPCAccessExecutionRole': [...LOGS, ...NETWORK],
  'service-role/AWSLambdaDynamoDBExecutionRole': [...LOGS, ...READ_STREAM],
  'service-role/AWSLambdaSQSQueueExecutionRole': [
    ...LOGS,
    'sqs:ReceiveMessage',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
  ],
  'service-role/AWSAppSyncPushToCloudWatchLogs': LOGS,
  'service-role/AmazonAPIGatewayPushToCloudWatchLogs': [
    ...LOGS,
    'logs:DescribeLogGroups',
    'logs:DescribeLogStreams',
    'logs:GetLogEvents',
    'logs:FilterLogEvents',
  ],
  AWSXRayDaemonWriteAccess: TRACES,
  AWSXrayWriteOnlyAccess: TRACES,
  CloudWatchLambdaInsightsExecutionRolePolicy: LOGS,
  AmazonDynamoDBFullAccess: ['dynamodb:*', 'dax:*'],
  AmazonDynamoDBReadOnlyAccess: [...READ_TABLE, 'dax:Get*', 'dax:Query', 'dax:Scan'],
  AmazonSQSFullAccess: ['sqs:*'],
  AmazonSQSReadOnlyAccess: [
    'sqs:GetQueueAttributes',
    'sqs:GetQueueUrl',
    'sqs:ListDeadLetterSourceQueues',
    'sqs:ListQueues',
  ],
  AWSLambda_FullAccess: ['lambda:*'],
  AmazonEventBridgeFullAccess: ['events:*', 'pipes:*', 'schemas:*', 'scheduler:*'],
  AWSAppSyncInvokeFullAccess: [
    'appsync:GraphQL',
    'appsync:GetGraphqlApi',
    'appsync:ListGraphqlApis',
    'appsync:ListApiKeys',
  ],
  AdministratorAccess: ['*'],
};

/** The statements of an AWS managed policy; undefined if the engine does not know it. */
export function awsManagedPolicy(arn: string): readonly Statement[] | undefined {
  return POLICIES.get(/^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(arn)?.[1] ?? '');
}

const POLICIES: ReadonlyMap<string, readonly Statement[]> = new Map(
  Object.entries(ACTIONS).map(([name, actions]) => [
    name,
    parsePolicyDocument(name, { Statement: { Effect: 'Allow', Action: actions, Resource: '*' } }),
  ]),
);
