// AWS::AppSync::DataSource: what the handlers of an API may reach, and as which role.
import { EngineError } from '../../../errors.ts';
import { optionalRecord, optionalText, text } from '../../../template/properties.ts';
import { ACCOUNT, REGION } from '../../resource-ids.ts';
import type { Created, Resource } from '../../resource-type.ts';
import type { Reach } from '../appsync-deps.ts';
import type { AppSync } from '../appsync-service.ts';
import { type DataSource, lambdaSource, noneSource } from '../data-sources/data-source.ts';
import { dynamoDbSource } from '../data-sources/dynamodb-data-source.ts';
import { eventBridgeSource } from '../data-sources/eventbridge-data-source.ts';
import { httpSource } from '../data-sources/http-data-source.ts';
import { apiNamed } from './api-resource.ts';

type Properties = Readonly<Record<string, unknown>>;
type Given = { name: string; properties: Properties; at: string; appSync: AppSync };

const MAKE: Readonly<Record<string, (given: Given) => DataSource>> = {
  NONE: ({ name }) => noneSource(name),

  AMAZON_DYNAMODB(given) {
    const config = configOf(given, 'DynamoDBConfig');
    const tableName = text(config, 'TableName', given.at);
    const region = optionalText(config, 'AwsRegion', given.at) ?? REGION;
    if (region !== REGION) throw notEmulated(given, `a table in ${region}`);
    if (config['Versioned'] === true || config['Versioned'] === 'true') throw notEmulated(given, 'Versioned');
    const { reach, role } = reached(given);
    return dynamoDbSource(given.name, tableName, (operation, input) => reach.table(role, operation, input));
  },

  AWS_LAMBDA(given) {
    const functionArn = text(configOf(given, 'LambdaConfig'), 'LambdaFunctionArn', given.at);
    const { reach, role } = reached(given);
    return lambdaSource(given.name, functionArn, (payload, wait) => reach.invoke(role, functionArn, payload, wait));
  },

  HTTP(given) {
    const config = configOf(given, 'HttpConfig');
    if (config['AuthorizationConfig'] !== undefined) throw notEmulated(given, 'AuthorizationConfig');
    const endpoint = text(config, 'Endpoint', given.at);
    if (!/^https?:\/\/[^/?#]+\/?$/.test(endpoint))
      throw new EngineError(
        'template-broken',
        `${given.at}: Endpoint must be like https://api.example.com, without a path.`,
      );
    const { endpoints } = given.appSync.needs;
    return httpSource(given.name, endpoint, (address, ask) => endpoints.call(address, ask));
  },

  AMAZON_EVENTBRIDGE(given) {
    const busArn = text(configOf(given, 'EventBridgeConfig'), 'EventBusArn', given.at);
    const { reach, role } = reached(given);
    return eventBridgeSource(given.name, busArn, {
      allowed: () => reach.demand(role, 'events:PutEvents', busArn),
      put: (entry) => given.appSync.putOnBus(entry),
    });
  },
};

/** Makes a data source; refuses by name a type that is not emulated. */
export function createDataSource({ logicalId, properties }: Resource, appSync: AppSync): Created {
  const api = apiNamed(properties, logicalId, appSync);
  const name = text(properties, 'Name', logicalId);
  const type = text(properties, 'Type', logicalId);
  const make = Object.hasOwn(MAKE, type) ? MAKE[type] : undefined;
  if (!make) throw new EngineError('not-emulated', `${logicalId}: a data source of the type ${type} is not emulated.`);
  if (api.dataSources.has(name))
    throw new EngineError('template-broken', `${logicalId}: the API has a data source ${name} already.`);
  api.dataSources.set(name, make({ name, properties, at: logicalId, appSync }));
  const arn = `arn:aws:appsync:${REGION}:${ACCOUNT}:apis/${api.setUp.id}/datasources/${name}`;
  return { ref: arn, attributes: { DataSourceArn: arn, Name: name }, says: `data source ${name}, ${type}` };
}

function configOf({ properties, at }: Given, name: string): Properties {
  return optionalRecord(properties, name, at);
}

function reached({ properties, at, appSync }: Given): { reach: Reach; role: string } {
  const { reach } = appSync.needs;
  if (!reach) throw new EngineError('not-emulated', `${at}: data sources need the services that they reach.`);
  const role = text(properties, 'ServiceRoleArn', at);
  if (!reach.trusted(role))
    throw new EngineError(
      'template-broken',
      `${at}: the role ${role} cannot be assumed by appsync.amazonaws.com. Name it as Principal in its AssumeRolePolicyDocument.`,
    );
  return { reach, role };
}

function notEmulated({ at }: Given, what: string): EngineError {
  return new EngineError('not-emulated', `${at}: ${what} of a data source is not emulated.`);
}
