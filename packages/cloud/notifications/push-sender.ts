// Sends one push to one device: encrypted for its browser (RFC 8291) and signed by the server (RFC 8292).
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { PushSubscription } from '@parley/chat';
import webPush from 'web-push';
import { isPushEndpoint, publicLookup } from './push-endpoint.ts';
import type { PushKeyPair } from './push-key.ts';
import { PUSH_TTL_SECONDS, type PushMessage, topicOf } from './push-message.ts';

/** What became of a push: a device that is `gone` is removed, and one that `failed` is tried again. */
export type PushResult = 'sent' | 'gone' | 'failed' | 'rejected';

/** Sends a push. */
export type SendPush = (device: PushSubscription, message: PushMessage, keys: PushKeyPair) => Promise<PushResult>;

/** How long a push service may take. */
const TIMEOUT_MS = 5_000;

const agents = { 'http:': new HttpAgent({ keepAlive: true }), 'https:': new HttpsAgent({ keepAlive: true }) };

/** Sends pushes; `subject` is the address of the operator that push services see. */
export function pushSender(subject: string): SendPush {
  return async ({ endpoint, p256dh, auth }, message, keys) => {
    if (!isPushEndpoint(endpoint)) return 'gone';
    const details = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, JSON.stringify(message), {
      vapidDetails: { subject, ...keys },
      TTL: PUSH_TTL_SECONDS,
      urgency: message.isMention || message.kind === 'direct' ? 'high' : 'normal',
      topic: topicOf(message.channel),
      contentEncoding: 'aes128gcm',
    });
    const { host } = new URL(endpoint);
    try {
      const status = await post(endpoint, details.headers as Record<string, string>, details.body);
      const result = resultOf(status);
      // A person who knows an endpoint can send to it: only its host is logged.
      if (result === 'rejected' || result === 'failed') console.warn(`${host} answered a push with ${status}.`);
      return result;
    } catch (error) {
      console.warn(`A push to ${host} failed: ${(error as Error).message}`);
      return 'failed';
    }
  };
}

/** Source: RFC 8030, 5 and 7.3; a 403 means that the browser has subscribed with another key. */
function resultOf(status: number): PushResult {
  if (status >= 200 && status < 300) return 'sent';
  if (status === 404 || status === 410 || status === 403) return 'gone';
  return status === 429 || status >= 500 ? 'failed' : 'rejected';
}

/** Posts without following redirects: they could lead to any address. */
function post(endpoint: string, headers: Record<string, string>, body: Buffer): Promise<number> {
  const { protocol } = new URL(endpoint);
  // Plain HTTP is only that of an engine's own push service.
  const isPlain = protocol === 'http:';
  return new Promise((resolve, reject) => {
    const options = {
      method: 'POST',
      headers,
      agent: isPlain ? agents['http:'] : agents['https:'],
      timeout: TIMEOUT_MS,
      ...(!isPlain && { lookup: publicLookup }),
    };
    const sent = (isPlain ? httpRequest : httpsRequest)(endpoint, options, (response) => {
      response.resume().on('error', reject);
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    const deadline = setTimeout(() => sent.destroy(new Error(`no answer within ${TIMEOUT_MS / 1_000} s`)), TIMEOUT_MS);
    sent.on('close', () => clearTimeout(deadline));
    sent.on('error', reject).end(body);
  });
}
