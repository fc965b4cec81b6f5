// The function that registers browsers for pushes, and creates the key by which push services know the server.
import { parseDeviceId, parsePushSubscription } from '@parley/chat';
import { PUSH_KEY, required } from '../environment.ts';
import { DeviceRegistry } from '../notifications/devices.ts';
import { accountParameters } from '../notifications/parameters.ts';
import { PushKeys } from '../notifications/push-key.ts';
import { httpHandler, jsonBody, type RouteHandlers, tokenUser } from './http.ts';
import { openServices, type Services } from './services.ts';

const name = required(PUSH_KEY);

export const handlers = ({ rows }: Services) => {
  const devices = new DeviceRegistry({ ...rows });
  let keys: PushKeys | undefined;
  return {
    async readPushKey() {
      keys ??= new PushKeys({ ...rows, parameters: accountParameters(), name });
      return { status: 200, body: { key: await keys.publicKey() } };
    },
    async registerDevice(request) {
      const deviceId = await devices.register(tokenUser(request), parsePushSubscription(jsonBody(request)));
      return { status: 200, body: { deviceId } };
    },
    async removeDevice(request) {
      await devices.remove(tokenUser(request), parseDeviceId(request.pathParameters?.['deviceId']));
      return { status: 200, body: {} };
    },
  } satisfies RouteHandlers;
};

export const handler = httpHandler(handlers(openServices()));
