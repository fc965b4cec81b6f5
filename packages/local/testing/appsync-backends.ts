// The real services behind the data sources of a test host: Lambda, DynamoDB and IAM.
import { systemClock } from '../clock.ts';
import { accessForAppSync } from '../services/appsync-access.ts';
import { DynamoDb, dynamoDbResources } from '../services/dynamodb/index.ts';
import { Iam, iamResources } from '../services/iam/index.ts';
import { Lambda, lambdaResources } from '../services/lambda/index.ts';
import { Ids } from '../services/resource-ids.ts';
import type { Created, Resource } from '../services/resource-type.ts';
import { MemoryStorage } from './memory-storage.ts';

/** Opens the services that data sources access. */
export function openBackends() {
  const iam = new Iam();
  const lines: string[] = [];
  const ids = new Ids('TestStack');
  const dynamodb = new DynamoDb({ storage: new MemoryStorage(), clock: systemClock });
  const lambda = new Lambda({ clock: systemClock, iam, logs: { put() {} }, environment: () => ({}) });
  const deps = {
    iam,
    dynamodb,
    lambda,
    ids,
    implementedByEngine: () => false,
    assets: {
      folder(): string {
        throw new Error('There are no assets in this test.');
      },
    },
  };
  const resourceTypes = [...iamResources, ...dynamoDbResources, ...lambdaResources];
  return {
    lines,
    access: accessForAppSync({ iam, dynamodb, lambda, say: (line) => lines.push(line) }),
    async create(logicalId: string, type: string, properties: Resource['properties']): Promise<Created> {
      const resourceType = resourceTypes.find((one) => one.type === type);
      if (!resourceType) throw new Error(`${type} is unknown.`);
      return resourceType.create({ logicalId, type, properties, metadata: {} }, deps);
    },
    /** Creates a role that AppSync may assume; returns its ARN. */
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
    /** Creates a function with this code; returns its ARN. */
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
