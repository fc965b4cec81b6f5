// The resource types of AppSync Events.
import type { ResourceType } from '../resource-type.ts';
import type { AppSync } from './appsync-service.ts';
import { createApiKey } from './resources/api-key-resource.ts';
import { createApi } from './resources/api-resource.ts';
import { createNamespace, updateNamespace } from './resources/channel-namespace-resource.ts';
import { createDataSource } from './resources/data-source-resource.ts';

/** The AppSync resource types that a template may contain. */
export const appSyncResources: readonly ResourceType<{ appSync: AppSync }>[] = [
  {
    type: 'AWS::AppSync::Api',
    coverage: 'partly',
    notes: 'all five authorization modes; no logs in CloudWatch, no custom domain',
    create: (resource, { appSync }) => createApi(resource, appSync),
  },
  {
    type: 'AWS::AppSync::ApiKey',
    coverage: 'full',
    create: (resource, { appSync }) => createApiKey(resource, appSync),
  },
  {
    type: 'AWS::AppSync::ChannelNamespace',
    coverage: 'partly',
    notes: 'handlers in APPSYNC_JS, with data sources, and directly invoked functions',
    create: (resource, { appSync }) => createNamespace(resource, appSync),
    update: (resource, { appSync }) => updateNamespace(resource, appSync),
  },
  {
    type: 'AWS::AppSync::DataSource',
    coverage: 'partly',
    notes:
      'DynamoDB, Lambda, HTTP, EventBridge (rules of the default bus) and NONE; no OpenSearch, RDS, Bedrock, no signed HTTP',
    create: (resource, { appSync }) => createDataSource(resource, appSync),
  },
];
