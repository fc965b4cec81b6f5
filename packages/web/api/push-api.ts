// The part of the HTTP API that registers a browser for pushes. Loaded on demand.
import { unexpectedAnswer } from './request.ts';
import type { Api, PushApi } from './types.ts';

/** Makes the calls about pushes. */
export function pushApi({ request }: Pick<Api, 'request'>): PushApi {
  return {
    async readPushKey() {
      const { key } = await request('readPushKey', {});
      if (typeof key !== 'string') throw unexpectedAnswer('key');
      return key;
    },
    async registerDevice(subscription) {
      const { deviceId } = await request('registerDevice', {}, { body: subscription as object });
      if (typeof deviceId !== 'string') throw unexpectedAnswer('deviceId');
      return deviceId;
    },
    async removeDevice(deviceId) {
      await request('removeDevice', { deviceId });
    },
  };
}
