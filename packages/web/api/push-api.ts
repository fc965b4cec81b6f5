// The part of the HTTP API that registers a browser for pushes.
import { type HttpApiDeps, request, unexpectedAnswer } from './request.ts';
import type { PushApi } from './types.ts';

/** Makes the calls about pushes. */
export function pushApi(deps: HttpApiDeps): PushApi {
  return {
    async readPushKey() {
      const { key } = await request(deps, 'readPushKey', {});
      if (typeof key !== 'string') throw unexpectedAnswer('key');
      return key;
    },
    async registerDevice(subscription) {
      const { deviceId } = await request(deps, 'registerDevice', {}, { body: subscription as object });
      if (typeof deviceId !== 'string') throw unexpectedAnswer('deviceId');
      return deviceId;
    },
    async removeDevice(deviceId) {
      await request(deps, 'removeDevice', { deviceId });
    },
  };
}
