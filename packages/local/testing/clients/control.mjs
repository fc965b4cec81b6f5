// @aws-sdk/client-appsync as a script uses it: reads the API with its keys, namespaces and data sources. Prints all of it.
import {
  AppSyncClient,
  DeleteApiCommand,
  GetApiCommand,
  GetChannelNamespaceCommand,
  ListApiKeysCommand,
  ListApisCommand,
  ListDataSourcesCommand,
  paginateListChannelNamespaces,
} from '@aws-sdk/client-appsync';

const { apiId } = JSON.parse(process.argv[2]);
const client = new AppSyncClient({ region: 'us-east-1', maxAttempts: 1 });
const outcomeOf = (request) =>
  request.then(Object, ({ name, message, $metadata }) => [name, message, $metadata.httpStatusCode]);

const namespaces = [];
for await (const page of paginateListChannelNamespaces({ client, pageSize: 1 }, { apiId }))
  namespaces.push(page.channelNamespaces);
console.log(
  JSON.stringify({
    apis: (await client.send(new ListApisCommand())).apis,
    api: (await client.send(new GetApiCommand({ apiId }))).api,
    keys: (await client.send(new ListApiKeysCommand({ apiId }))).apiKeys,
    sources: (await client.send(new ListDataSourcesCommand({ apiId }))).dataSources,
    namespace: (await client.send(new GetChannelNamespaceCommand({ apiId, name: 'default' }))).channelNamespace,
    pages: namespaces.map((page) => page.map(({ name }) => name)),
    unknown: await outcomeOf(client.send(new GetApiCommand({ apiId: 'nowhere' }))),
    write: await outcomeOf(client.send(new DeleteApiCommand({ apiId }))),
  }),
);
