// The rotation of the pipe's API key: a function that rotates it in time and re-authorizes the connection, and its rules.
import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type Connection, Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as Target } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { API_ID, CONNECTION } from '../environment.ts';
import type { Events } from './events.construct.ts';
import { FUNCTION_LOGGING } from './function-logging.ts';

export type ApiKeyRotationProps = {
  /** The folder of the bundle, `index.mjs` in it. */
  bundle: string;
  events: Events;
  connection: Connection;
};

/** How often the function runs. Less than the highest age of an entry, so that even a lost event loses no message. */
const INTERVAL = Duration.minutes(15);

/** The function, its role, and the two rules that call it. */
export class ApiKeyRotation extends Construct {
  readonly function: LambdaFunction;
  /** The rule that matches a de-authorization of the connection. */
  readonly deauthorized: Rule;

  constructor(scope: Construct, id: string, { bundle, events, connection }: ApiKeyRotationProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = this.#role(connection);
    logGroup.grantWrite(role);
    this.function = new LambdaFunction(this, 'Function', {
      code: Code.fromAsset(bundle),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 256,
      timeout: Duration.seconds(30),
      role,
      logGroup,
      ...FUNCTION_LOGGING,
      environment: { [API_ID]: events.api.apiId, [CONNECTION]: connection.connectionName },
    });
    this.function.node.addDependency(role);
    // Source: EventBridge events reference, "Connection Deauthorized".
    this.deauthorized = new Rule(this, 'Deauthorized', {
      description: 'The connection of the pipe was de-authorized',
      eventPattern: {
        source: ['aws.events'],
        detailType: ['Connection Deauthorized'],
        detail: { ConnectionName: [connection.connectionName] },
      },
      targets: [new Target(this.function)],
    });
    new Rule(this, 'Schedule', {
      description: 'Checks whether the key of the pipe must be rotated',
      schedule: Schedule.rate(INTERVAL),
      targets: [new Target(this.function)],
    });
  }

  #role(connection: Connection): Role {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const allow = (actions: string[], resources: string[]) =>
      role.addToPolicy(new PolicyStatement({ actions, resources }));
    // In policies the ARN has no UUID: CloudFormation, AWS::Events::Connection, ArnForPolicy.
    const arn = Stack.of(this).formatArn({
      service: 'events',
      resource: 'connection',
      resourceName: connection.connectionName,
    });
    allow(['events:DescribeConnection', 'events:UpdateConnection'], [arn]);
    // EventBridge stores the key in a secret with the permissions of the caller (EventBridge User Guide, identity-based policies). A
    // de-authorization deletes that secret, and the next one has another ARN, so the attribute `SecretArn` would be outdated.
    const secrets = Stack.of(this).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      resourceName: `events!connection/${connection.connectionName}/*`,
    });
    allow(
      [
        'secretsmanager:CreateSecret',
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetSecretValue',
        'secretsmanager:PutSecretValue',
        'secretsmanager:UpdateSecret',
      ],
      [secrets],
    );
    // None of these can be restricted to a resource: Service Authorization Reference, AppSync.
    allow(['appsync:ListApiKeys', 'appsync:CreateApiKey', 'appsync:DeleteApiKey'], ['*']);
    return role;
  }
}
