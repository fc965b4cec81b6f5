// The resource types of AppSync Events.
import type { Ids } from '../resource-ids.ts';
import type { ResourceType } from '../resource-type.ts';
import type { AppSync } from './appsync-service.ts';
import { createApiKey } from './resources/api-key-resource.ts';
import { createApi } from './resources/api-resource.ts';
import { createNamespace, updateNamespace } from './resources/channel-namespace-resource.ts';
import { createDataSource } from './resources/data-source-resource.ts';
import { associateDomainName, createDomainName } from './resources/domain-name-resource.ts';

/** What the resources are created in; `dataSources` has those created after the namespaces that name them, too. */
type Deps = { appSync: AppSync; ids: Ids; dataSources?: ReadonlySet<string> | undefined };

/** The AppSync resource types that a template may contain. */
export const appSyncResources: readonly ResourceType<Deps>[] = [
  {
    type: 'AWS::AppSync::Api',
    coverage: 'partly',
    notes:
      'all five authorization modes; request logs of LogConfig with summaries and header fields of requests, without those of responses and traces',
    create: (resource, { appSync, ids }) => createApi(resource, appSync, ids),
  },
  {
    type: 'AWS::AppSync::ApiKey',
    coverage: 'full',
    create: (resource, { appSync, ids }) => createApiKey(resource, appSync, ids),
  },
  {
    type: 'AWS::AppSync::ChannelNamespace',
    coverage: 'partly',
    notes: 'handlers in APPSYNC_JS, with data sources, and directly invoked functions',
    create: (resource, { appSync, dataSources }) => createNamespace(resource, appSync, dataSources),
    update: (resource, { appSync, dataSources }) => updateNamespace(resource, appSync, dataSources),
  },
  {
    type: 'AWS::AppSync::DataSource',
    coverage: 'partly',
    notes:
      'DynamoDB, Lambda, HTTP, EventBridge (rules of the default bus) and NONE; no OpenSearch, RDS, Bedrock, no signed HTTP',
    create: (resource, { appSync }) => createDataSource(resource, appSync),
  },
  {
    type: 'AWS::AppSync::DomainName',
    coverage: 'partly',
    notes:
      'requests that name the domain in Host reach its API; no DNS record, the certificate is that of the engine; no wildcards',
    create: (resource, { ids }) => createDomainName(resource, ids),
  },
  {
    type: 'AWS::AppSync::DomainNameApiAssociation',
    coverage: 'full',
    create: (resource, { appSync }) => associateDomainName(resource, appSync),
  },
];
