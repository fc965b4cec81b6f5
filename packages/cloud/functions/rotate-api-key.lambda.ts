// Rotates the pipe's API key. Called on a schedule, and when the pipe's connection is de-authorized.
import { AppSyncClient, CreateApiKeyCommand, DeleteApiKeyCommand, paginateListApiKeys } from '@aws-sdk/client-appsync';
import { DescribeConnectionCommand, EventBridgeClient, UpdateConnectionCommand } from '@aws-sdk/client-eventbridge';
import { API_ID, API_KEY_HEADER, CONNECTION, required } from '../environment.ts';
import {
  type ApiKey,
  type ConnectionState,
  connectionDescription,
  createdKeyDescription,
  KEY_LIFETIME_MS,
  nextStep,
} from './api-key-rotation.ts';

const appsync = new AppSyncClient();
const events = new EventBridgeClient();
const apiId = required(API_ID);
const connection = required(CONNECTION);

/** Takes the next step. Lambda retries an error after one and after two minutes, and an alarm reports it. */
export async function handler(): Promise<{ action: string }> {
  const now = Date.now();
  const [current, keys] = await Promise.all([describeConnection(), listKeys()]);
  const step = nextStep(current, keys, now);
  if (step.action === 'create') await createKey(now);
  if (step.action === 'set') await setKey(step.key ?? (await createKey(now)));
  if (step.action === 'none')
    for (const { id } of step.obsolete) await appsync.send(new DeleteApiKeyCommand({ apiId, id }));
  // What changed a key is logged; a run each quarter of an hour that changes nothing is not.
  if (step.action !== 'none') console.warn(`${current.state}: ${step.action}`);
  return { action: step.action };
}

async function describeConnection(): Promise<ConnectionState> {
  const { ConnectionState, Description, LastAuthorizedTime } = await events.send(
    new DescribeConnectionCommand({ Name: connection }),
  );
  return { state: ConnectionState ?? '', description: Description, authorizedAt: LastAuthorizedTime };
}

async function listKeys(): Promise<ApiKey[]> {
  const keys: ApiKey[] = [];
  for await (const { apiKeys = [] } of paginateListApiKeys({ client: appsync }, { apiId }))
    for (const { id = '', expires = 0, description } of apiKeys) keys.push({ id, expires, description });
  return keys;
}

async function createKey(now: number): Promise<ApiKey> {
  const expires = Math.floor((now + KEY_LIFETIME_MS) / 1_000);
  const { apiKey } = await appsync.send(
    new CreateApiKeyCommand({ apiId, expires, description: createdKeyDescription(now) }),
  );
  return { id: apiKey?.id ?? '', expires };
}

async function setKey(key: ApiKey): Promise<void> {
  await events.send(
    new UpdateConnectionCommand({
      Name: connection,
      Description: connectionDescription(key),
      AuthorizationType: 'API_KEY',
      AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: API_KEY_HEADER, ApiKeyValue: key.id } },
    }),
  );
}
