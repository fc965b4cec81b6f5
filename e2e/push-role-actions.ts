// Repeatable actions of the two roles of pushes: registering browsers, and notifying them.
import { encodePayload, type Message, newId } from '@parley/chat';
import type { Laptop } from '../harness/laptop.ts';
import { deviceIdOf, type PushService, type Subscriber } from '../harness/push-service.ts';
import { withoutHash } from './iam-permissions.ts';
import type { Outcome, RoleAction, Scene } from './role-actions.ts';

/** The actions, at a push service to which the laptop's functions may send. */
export function pushRoleActions(service: PushService): Record<string, readonly RoleAction[]> {
  const register = async ({ mentioned }: Scene) => {
    const subscriber = service.subscribe();
    const answer = await mentioned.requests('PUT', '/users/me/devices', subscriber.json);
    return { subscriber, answer };
  };
  /** A user with a browser, and a message that mentions the user. */
  const mention = async (scene: Scene): Promise<{ subscriber: Subscriber; invoke: () => Promise<Outcome> }> => {
    await scene.host.requests('GET', '/push-key');
    // Otherwise the function is warm, and knows its key.
    scene.laptop.clock.advance(11 * 60_000);
    const { subscriber } = await register(scene);
    const records = [recordOf(scene)];
    return { subscriber, invoke: () => invokeNotify(scene, records) };
  };
  return {
    HttpPushRole: [
      async (scene) => {
        await deleteKey(scene.laptop);
        return outcome(await scene.host.requests('GET', '/push-key'));
      },
      async (scene) => outcome((await register(scene)).answer),
      async (scene) => {
        const { subscriber, answer } = await register(scene);
        if (answer.status !== 200) return outcome(answer);
        const path = `/users/me/devices/${deviceIdOf(subscriber.json.endpoint)}`;
        return outcome(await scene.mentioned.requests('DELETE', path));
      },
    ],
    NotificationsNotifyRole: [
      async (scene) => (await mention(scene)).invoke(),
      // The push service fails for a moment.
      async (scene) => {
        const { subscriber, invoke } = await mention(scene);
        subscriber.answers.push(503);
        await invoke();
        await invoke();
        return { done: subscriber.received.length === 1, output: '' };
      },
      // The push service has forgotten the browser.
      async (scene) => {
        const { subscriber, invoke } = await mention(scene);
        subscriber.answers.push(410);
        return invoke();
      },
    ],
  };
}

function outcome({ status, body }: { status: number; body: unknown }): Outcome {
  return { done: status === 200, output: JSON.stringify(body) };
}

/** The record of a message of the host that mentions a member, as the stream contains it. */
function recordOf({ host, mentioned, channel }: Scene): object {
  const message: Message = {
    channel,
    seq: 1_000,
    id: newId(),
    timestamp: new Date().toISOString(),
    username: 'host',
    userId: host.userId,
    count: 1_000,
    kind: 'message',
    message: 'hello',
  };
  const notify = JSON.stringify({ mentioned: [mentioned.userId] });
  return {
    dynamodb: { SequenceNumber: '1', NewImage: { payload: { S: encodePayload(message) }, notify: { S: notify } } },
  };
}

async function invokeNotify({ laptop, template }: Scene, Records: readonly object[]): Promise<Outcome> {
  const id = Object.keys(template.Resources).find((one) => withoutHash(one) === 'NotificationsNotifyFunction') ?? '';
  const { error, payload } = await laptop.services.lambda.invoke(laptop.services.ids.name(id), { Records });
  const failures = (payload as { batchItemFailures?: unknown[] } | null)?.batchItemFailures ?? [];
  return { done: error === undefined && failures.length === 0, output: '' };
}

/** Deletes the public key, as if no browser had asked for it. */
async function deleteKey(laptop: Laptop): Promise<void> {
  const { TableNames } = (await laptop.requests('dynamodb', 'DynamoDB_20120810.ListTables', {})) as {
    TableNames: string[];
  };
  await laptop.requests('dynamodb', 'DynamoDB_20120810.DeleteItem', {
    TableName: TableNames.find((name) => name.includes('Chat')),
    Key: { pk: { S: 'push-key' }, sk: { S: 'push-key' } },
  });
}
