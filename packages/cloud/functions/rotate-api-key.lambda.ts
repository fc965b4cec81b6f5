// Called on a schedule and when the pipe's connection is de-authorized: renews the key in time, and puts the connection back.
import { AppSyncClient, CreateApiKeyCommand, DeleteApiKeyCommand, paginateListApiKeys } from '@aws-sdk/client-appsync';
import { DescribeConnectionCommand, EventBridgeClient, UpdateConnectionCommand } from '@aws-sdk/client-eventbridge';
import { API_ID, CONNECTION, required } from '../environment.ts';
import { connectionWith, KEY_HEADER, type Key, keyMade, LIFE_MS, nextStep } from './api-key-rotation.ts';

const appsync = new AppSyncClient();
const events = new EventBridgeClient();
const apiId = required(API_ID);
const connection = required(CONNECTION);

/** Does the one thing that is next. What it throws is tried again by Lambda, after one minute and after two, and alarmed. */
export async function handler(): Promise<{ does: string }> {
  const now = Date.now();
  const [asItIs, keys] = await Promise.all([describe(), listed()]);
  const step = nextStep(asItIs, keys, now);
  if (step.does === 'make') await made(now);
  if (step.does === 'give') await give(step.key ?? (await made(now)));
  if (step.does === 'nothing')
    for (const { id } of step.forget) await appsync.send(new DeleteApiKeyCommand({ apiId, id }));
  console.log(`${asItIs.state}: ${step.does}`);
  return { does: step.does };
}

async function describe() {
  const { ConnectionState, Description, LastAuthorizedTime } = await events.send(
    new DescribeConnectionCommand({ Name: connection }),
  );
  return { state: ConnectionState ?? '', description: Description, authorizedAt: LastAuthorizedTime };
}

async function listed(): Promise<Key[]> {
  const keys: Key[] = [];
  for await (const { apiKeys = [] } of paginateListApiKeys({ client: appsync }, { apiId }))
    for (const { id = '', expires = 0, description } of apiKeys) keys.push({ id, expires, description });
  return keys;
}

async function made(now: number): Promise<Key> {
  const expires = Math.floor((now + LIFE_MS) / 1_000);
  const { apiKey } = await appsync.send(new CreateApiKeyCommand({ apiId, expires, description: keyMade(now) }));
  return { id: apiKey?.id ?? '', expires };
}

async function give(key: Key): Promise<void> {
  await events.send(
    new UpdateConnectionCommand({
      Name: connection,
      Description: connectionWith(key),
      AuthorizationType: 'API_KEY',
      AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: KEY_HEADER, ApiKeyValue: key.id } },
    }),
  );
}
