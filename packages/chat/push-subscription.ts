// Push subscriptions: where a browser receives notifications while no page of the chat is open (Push API, RFC 8030).
import { ChatError } from './errors.ts';
import { parseString } from './fields.ts';

/** The most devices of one user; a further one replaces the one that was registered first. */
export const PUSH_DEVICES_MAX = 10;

/** How long a registration is used: as long as a sign-in lasts. The page renews it. */
export const PUSH_DEVICE_DAYS = 30;

/** The longest address of a push service. */
export const PUSH_ENDPOINT_MAX = 1_024;

/** The keys with which messages are encrypted for the browser: RFC 8291, base64url. */
export type PushSubscription = { endpoint: string; p256dh: string; auth: string };

/** `PUT /users/me/devices`: the id of the device that was registered. */
export type RegisteredDevice = { deviceId: string };

/** Reads the body of `PUT /users/me/devices`: what `PushSubscription.toJSON()` returns. Whether the address may be called is not checked. */
export function parsePushSubscription(input: unknown): PushSubscription {
  const { endpoint, keys } = Object(input) as { endpoint?: unknown; keys?: unknown };
  const { p256dh, auth } = Object(keys) as { p256dh?: unknown; auth?: unknown };
  return {
    endpoint: parseEndpoint(endpoint),
    // An uncompressed point of P-256, and 16 bytes: RFC 8291, 3.1 and 3.2.
    p256dh: parseKey('keys.p256dh', p256dh, /^B[A-Za-z0-9_-]{86}$/),
    auth: parseKey('keys.auth', auth, /^[A-Za-z0-9_-]{22}$/),
  };
}

function parseEndpoint(input: unknown): string {
  const endpoint = parseString('endpoint', input);
  if (endpoint.length > PUSH_ENDPOINT_MAX)
    throw new ChatError(
      'bad-request',
      `endpoint: has ${endpoint.length} characters; the limit is ${PUSH_ENDPOINT_MAX}.`,
    );
  return endpoint;
}

function parseKey(name: string, input: unknown, pattern: RegExp): string {
  const key = parseString(name, input).replace(/=+$/, '');
  if (!pattern.test(key)) throw new ChatError('bad-request', `${name}: is not a key of a push subscription.`);
  return key;
}

/** Reads the id of a device. */
export function parseDeviceId(input: unknown): string {
  if (typeof input !== 'string' || !/^[A-Za-z0-9_-]{22}$/.test(input))
    throw new ChatError('bad-request', 'deviceId: is not the id of a device.');
  return input;
}
