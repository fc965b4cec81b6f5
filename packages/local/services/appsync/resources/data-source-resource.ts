// AWS::AppSync::DataSource: a service that the handlers of an API may access, with its role.
import { notEmulated, PropertyReader, templateBroken } from '../../../template/properties.ts';
import { ACCOUNT, REGION } from '../../resource-ids.ts';
import type { Created, Resource } from '../../resource-type.ts';
import type { DataSourceAccess } from '../appsync-deps.ts';
import type { AppSync } from '../appsync-service.ts';
import { type DataSource, lambdaSource, noneSource } from '../data-sources/data-source.ts';
import { dynamoDbSource } from '../data-sources/dynamodb-data-source.ts';
import { eventBridgeSource } from '../data-sources/eventbridge-data-source.ts';
import { httpSource } from '../data-sources/http-data-source.ts';
import { findApi } from './api-resource.ts';

type CreateSource = (name: string, properties: PropertyReader, appSync: AppSync) => DataSource;

const CREATE: Readonly<Record<string, CreateSource>> = {
  NONE: (name) => noneSource(name),

  AMAZON_DYNAMODB(name, properties, appSync) {
    const config = properties.optionalObject('DynamoDBConfig');
    const tableName = config.string('TableName');
    const region = config.optionalString('AwsRegion') ?? REGION;
    if (region !== REGION) throw notEmulated(properties.subject, `a data source with a table in ${region}`);
    if (String(config.properties['Versioned']) === 'true')
      throw notEmulated(properties.subject, 'Versioned of a data source');
    const { access, role } = roleAccess(properties, appSync);
    return dynamoDbSource(name, tableName, (operation, input) => access.table(role, operation, input));
  },

  AWS_LAMBDA(name, properties, appSync) {
    const functionArn = properties.optionalObject('LambdaConfig').string('LambdaFunctionArn');
    const { access, role } = roleAccess(properties, appSync);
    return lambdaSource(name, functionArn, (payload, wait, user) =>
      access.invoke(role, functionArn, payload, { wait, ...(user !== undefined && { user }) }),
    );
  },

  HTTP(name, properties, { deps: { endpoints } }) {
    const config = properties.optionalObject('HttpConfig');
    config.rejectNotEmulated(['AuthorizationConfig']);
    const endpoint = config.string('Endpoint');
    if (!/^https?:\/\/[^/?#]+\/?$/.test(endpoint))
      throw templateBroken(properties.subject, 'Endpoint must be like https://api.example.com, without a path');
    return httpSource(name, endpoint, (address, request) => endpoints.call(address, request));
  },

  AMAZON_EVENTBRIDGE(name, properties, appSync) {
    const busArn = properties.optionalObject('EventBridgeConfig').string('EventBusArn');
    const { access, role } = roleAccess(properties, appSync);
    return eventBridgeSource(name, busArn, {
      authorize: () => access.demand(role, 'events:PutEvents', busArn),
      put: (entry) => appSync.putOnBus(entry),
    });
  },
};

/** Creates a data source; rejects by name a type that is not emulated. */
export function createDataSource({ logicalId, properties }: Resource, appSync: AppSync): Created {
  const reader = new PropertyReader(properties, logicalId);
  const api = findApi(reader, appSync);
  const name = reader.string('Name');
  const type = reader.string('Type');
  const create = Object.hasOwn(CREATE, type) ? CREATE[type] : undefined;
  if (!create) throw notEmulated(logicalId, `a data source of the type ${type}`);
  if (api.dataSources.has(name)) throw templateBroken(logicalId, `the API already has a data source ${name}`);
  api.dataSources.set(name, create(name, reader, appSync));
  const arn = `arn:aws:appsync:${REGION}:${ACCOUNT}:apis/${api.config.id}/datasources/${name}`;
  return { ref: arn, attributes: { DataSourceArn: arn, Name: name }, summary: `data source ${name}, ${type}` };
}

function roleAccess(properties: PropertyReader, { deps }: AppSync): { access: DataSourceAccess; role: string } {
  const { dataSourceAccess: access } = deps;
  if (!access) throw notEmulated(properties.subject, 'a data source without the services that it accesses');
  const role = properties.string('ServiceRoleArn');
  if (!access.trusted(role))
    throw templateBroken(
      properties.subject,
      `the role ${role} cannot be assumed by appsync.amazonaws.com. Name it as Principal in its AssumeRolePolicyDocument`,
    );
  return { access, role };
}
