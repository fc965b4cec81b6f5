// Functions, tables and roles beside a test host, all real: what its data sources dataSourceAccess.
import { systemClock } from '../clock.ts';
import { accessForAppSync } from '../services/appsync-access.ts';
import { DynamoDb, dynamoDbResources } from '../services/dynamodb/index.ts';
import { Iam, iamResources } from '../services/iam/index.ts';
import { Lambda, lambdaResources } from '../services/lambda/index.ts';
import { Ids } from '../services/resource-ids.ts';
import type { Created, Resource } from '../services/resource-type.ts';
import { memory } from './appsync-host.ts';

/** The services behind data sources, and what a template would make in them. */
export type Behind = ReturnType<typeof openBehind>;

/** Opens the services that data sources dataSourceAccess. */
export function openBehind() {
  const iam = new Iam();
  const said: string[] = [];
  const ids = new Ids('TestStack');
  const dynamodb = new DynamoDb({ storage: memory(), clock: systemClock });
  const lambda = new Lambda({ clock: systemClock, iam, logs: { put() {} }, environment: () => ({}) });
  const needs = {
    iam,
    dynamodb,
    lambda,
    ids,
    implementedByEngine: () => false,
    assets: {
      folder(): string {
        throw new Error('There are no assets here.');
      },
    },
  };
  const kinds = [...iamResources, ...dynamoDbResources, ...lambdaResources];
  return {
    said,
    access: accessForAppSync({ iam, dynamodb, lambda, say: (line) => said.push(line) }),
    async create(logicalId: string, type: string, properties: Resource['properties']): Promise<Created> {
      const kind = kinds.find((one) => one.type === type);
      if (!kind) throw new Error(`${type} is not known.`);
      return kind.create({ logicalId, type, properties, metadata: {} }, needs);
    },
    /** A role that AppSync may take on; gives its ARN. */
    async role(logicalId: string, action: string | string[], resource: string | string[]): Promise<string> {
      const { attributes } = await this.create(logicalId, 'AWS::IAM::Role', {
        AssumeRolePolicyDocument: {
          Statement: [{ Effect: 'Allow', Principal: { Service: 'appsync.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
        Policies: [
          { PolicyName: 'p', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: action, Resource: resource }] } },
        ],
      });
      return attributes?.['Arn'] ?? '';
    },
    /** A function with this code; gives its ARN. */
    async function(logicalId: string, code: string): Promise<string> {
      const { attributes } = await this.create(logicalId, 'AWS::Lambda::Function', {
        Code: { ZipFile: code },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: 'arn:aws:iam::000000000000:role/none',
      });
      return attributes?.['Arn'] ?? '';
    },
    async close(): Promise<void> {
      dynamodb.close();
      await lambda.close();
    },
  };
}
