// A push service for tests: it decrypts what arrives as a browser does (RFC 8291), and verifies the server's signature (RFC 8292).
import {
  createDecipheriv,
  createECDH,
  createHash,
  createPublicKey,
  type ECDH,
  hkdfSync,
  randomBytes,
  verify,
} from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A push that has arrived, decrypted. */
export type ReceivedPush = {
  message: Record<string, unknown>;
  ttl: string | undefined;
  urgency: string | undefined;
  topic: string | undefined;
  /** The claims of the server's signature, and its key. */
  claims: { aud: string; exp: number; sub: string };
  key: string;
};

/** What a browser sends to its server to be registered: the result of `PushSubscription.toJSON()`. */
export type SubscriptionJson = { endpoint: string; keys: { p256dh: string; auth: string } };

/** A browser's subscription, with what was sent to it. `answers` are statuses of the next pushes; then 201. */
export class Subscriber {
  readonly json: SubscriptionJson;
  readonly received: ReceivedPush[] = [];
  readonly answers: number[] = [];
  /** The number of requests, also of those that were answered by an error. */
  requests = 0;
  readonly #ecdh: ECDH;
  readonly #auth: Buffer;

  constructor(endpoint: string) {
    this.#ecdh = createECDH('prime256v1');
    this.#ecdh.generateKeys();
    this.#auth = randomBytes(16);
    const keys = { p256dh: this.#ecdh.getPublicKey('base64url'), auth: this.#auth.toString('base64url') };
    this.json = { endpoint, keys };
  }

  /** The texts of the messages that have arrived, or what else is known of them. */
  get texts(): unknown[] {
    return this.received.map(({ message }) => message['text']);
  }

  /** Source: RFC 8188, 2.1, and RFC 8291, 3.4. */
  decrypt(body: Buffer): Record<string, unknown> {
    const salt = body.subarray(0, 16);
    const keyLength = body[20] ?? 0;
    const senderKey = body.subarray(21, 21 + keyLength);
    const encrypted = body.subarray(21 + keyLength);
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.#ecdh.getPublicKey(), senderKey]);
    const secret = derive(this.#ecdh.computeSecret(senderKey), this.#auth, info, 32);
    const key = derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
    const nonce = derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
    const decipher = createDecipheriv('aes-128-gcm', key, nonce);
    decipher.setAuthTag(encrypted.subarray(-16));
    const padded = Buffer.concat([decipher.update(encrypted.subarray(0, -16)), decipher.final()]);
    return JSON.parse(padded.subarray(0, padded.lastIndexOf(2)).toString()) as Record<string, unknown>;
  }
}

/** A server on this machine at which browsers subscribe. */
export class PushService implements AsyncDisposable {
  readonly origin: string;
  readonly #server: Server;
  readonly #subscribers = new Map<string, Subscriber>();

  private constructor(server: Server) {
    this.#server = server;
    this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request, response) => {
      void this.#answer(request).then((status) => response.writeHead(status).end());
    });
  }

  static async open(): Promise<PushService> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new PushService(server);
  }

  /** A new subscription of a browser. */
  subscribe(): Subscriber {
    const path = `/send/${randomBytes(16).toString('base64url')}`;
    const subscriber = new Subscriber(this.origin + path);
    this.#subscribers.set(path, subscriber);
    return subscriber;
  }

  async #answer(request: IncomingMessage): Promise<number> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const subscriber = this.#subscribers.get(request.url ?? '');
    if (!subscriber) return 404;
    subscriber.requests += 1;
    const status = subscriber.answers.shift() ?? 201;
    if (status !== 201) return status;
    const { authorization = '', ttl, urgency, topic, 'content-encoding': encoding } = request.headers;
    if (encoding !== 'aes128gcm') return 415;
    const signed = verifySignature(authorization);
    if (!signed || signed.claims.aud !== this.origin) return 403;
    subscriber.received.push({
      message: subscriber.decrypt(Buffer.concat(chunks)),
      ttl: header(ttl),
      urgency: header(urgency),
      topic: header(topic),
      ...signed,
    });
    return 201;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Verifies `vapid t=TOKEN, k=KEY`: undefined when it is not signed by the key, or is valid for longer than a day. */
function verifySignature(authorization: string): Pick<ReceivedPush, 'claims' | 'key'> | undefined {
  const [, token = '', key = ''] = /^vapid t=([^,]+), k=(.+)$/.exec(authorization) ?? [];
  const [head = '', body = '', signature = ''] = token.split('.');
  const point = Buffer.from(key, 'base64url');
  if (point.length !== 65) return undefined;
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'));
  const publicKey = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } });
  const valid = verify(
    'sha256',
    Buffer.from(`${head}.${body}`),
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as ReceivedPush['claims'];
  const seconds = claims.exp - Date.now() / 1_000;
  return valid && seconds > 0 && seconds <= 86_400 ? { claims, key } : undefined;
}

function derive(secret: Buffer, salt: Buffer, info: Buffer, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, length));
}

function header(value: string | string[] | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

/** What a page hides of an endpoint in its request: the id of the device. */
export function deviceIdOf(endpoint: string): string {
  return createHash('sha256').update(endpoint).digest('base64url').slice(0, 22);
}
