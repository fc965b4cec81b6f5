// Cases with the frames of published clients, written out as each client writes them. The sources are in PROTOCOL.md.
import assert from 'node:assert/strict';
import { credentials, Peer, post, publish, subscribe } from './peer.ts';
import { type Case, defineCase, type Target } from './target.ts';

const SUBPROTOCOL = 'aws-appsync-event-ws';

/** `connection_init` and its response. */
async function greet(peer: Peer): Promise<void> {
  peer.send('{"type":"connection_init"}');
  await peer.receives({ type: 'connection_ack', connectionTimeoutMs: 300000 });
}

/** Publishes over HTTP, and expects the event at a subscription. */
async function delivers(target: Target, peer: Peer, id: string, channel: string): Promise<void> {
  await publish(target, channel, '"hello"');
  await peer.receives({ id, type: 'data', event: '"hello"' });
}

export const clientFormCases: readonly Case[] = [
  defineCase(
    '101 [M] Swift: one subprotocol, credentials as fields of the upgrade, escaped slashes',
    async (target) => {
      const headers = {
        host: target.host,
        'x-api-key': target.apiKey,
        'x-amz-user-agent': 'aws-appsync-events-swift#1.0.0',
      };
      using peer = await new Peer(target.realtime, [SUBPROTOCOL], { headers }).opened();
      const id = 'B0A53D28-5A3C-4F1E-9A37-0D4F8C1E7F55';
      peer.send(
        `{"authorization":{"x-api-key":"${target.apiKey}"},"channel":"\\/default\\/swift","id":"${id}","type":"subscribe"}`,
      );
      await peer.receives({ id, type: 'subscribe_success' });
      await delivers(target, peer, id, '/default/swift');
    },
  ),

  defineCase(
    '102 [M] Swift with IAM: signed fields of the upgrade; the signed text has plain slashes',
    { needs: 'sign' },
    async (target) => {
      const sign = async (body: string) => (await target.sign?.(body)) ?? {};
      using peer = await new Peer(target.realtime, [SUBPROTOCOL], { headers: { ...(await sign('{}')) } }).opened();
      await greet(peer);
      const authorization = JSON.stringify(await sign('{"channel":"/default/swift-iam"}'));
      peer.send(`{"channel":"\\/default\\/swift-iam","authorization":${authorization},"id":"S","type":"subscribe"}`);
      await peer.receives({ id: 'S', type: 'subscribe_success' });
      await delivers(target, peer, 'S', '/default/swift-iam');
    },
  ),

  defineCase(
    '103 [M] Kotlin: the subprotocol and a Host of the HTTP endpoint as fields, and an offer to compress',
    async (target) => {
      const headers = {
        Host: target.host,
        'x-amz-user-agent': 'aws-appsync-events-android#1.0.0',
        'x-api-key': target.apiKey,
        'Accept-Encoding': 'gzip',
        'Sec-WebSocket-Extensions': 'permessage-deflate',
      };
      using peer = await new Peer(target.realtime, [SUBPROTOCOL], { headers }).opened();
      await greet(peer);
      const id = '6f1c1b43-8a0e-4f2f-9d0a-1f6f2f0f4f55';
      peer.send(
        `{"id":"${id}","channel":"default/kotlin","authorization":{"x-api-key":"${target.apiKey}"},"type":"subscribe"}`,
      );
      await peer.receives({ id, type: 'subscribe_success' });
      peer.send(
        `{"id":"p","channel":"default/kotlin","events":["{\\"a\\":1}"],"authorization":{"x-api-key":"${target.apiKey}"},"type":"publish"}`,
      );
      const frames = [await peer.next(), await peer.next()];
      assert.deepEqual(frames.map(({ type }) => type).sort(), ['data', 'publish_success']);
    },
  ),

  defineCase(
    '104 [M] Go: credentials before the subprotocol, field names in capitals, a signed length that is not sent',
    { needs: 'sign' },
    async (target) => {
      const signed = async (body: string) => {
        const fields = (await target.sign?.(body, { 'content-length': String(Buffer.byteLength(body)) })) ?? {};
        const { 'content-length': _, authorization = '', 'x-amz-security-token': token, ...others } = fields;
        assert.match(authorization, /SignedHeaders=[^,]*content-length/);
        return {
          ...others,
          ...(token !== undefined && { 'X-Amz-Security-Token': token }),
          Authorization: authorization,
        };
      };
      using peer = await new Peer(target.realtime, [credentials(await signed('{}')), SUBPROTOCOL]).opened();
      assert.equal(peer.ws.protocol, SUBPROTOCOL);
      await greet(peer);
      const authorization = JSON.stringify(await signed('{"channel":"/default/go"}'));
      peer.send(`{"authorization":${authorization},"channel":"/default/go","id":"1","type":"subscribe"}`);
      await peer.receives({ id: '1', type: 'subscribe_success' });
      await delivers(target, peer, '1', '/default/go');
    },
  ),

  defineCase('105 [M] Go: an upgrade with an empty Host, and a request of HTTP that accepts gzip', async (target) => {
    const key = credentials({ host: target.host, 'x-api-key': target.apiKey });
    using peer = await new Peer(target.realtime, [SUBPROTOCOL, key], { headers: { Host: '' } }).opened();
    await subscribe(target, peer, 'go', '/default/go-empty');
    const headers = { 'x-api-key': target.apiKey, 'accept-encoding': 'gzip', 'user-agent': 'Go-http-client/1.1' };
    const { status } = await post(target, '{"channel":"/default/go-empty","events":["1"]}', headers);
    assert.equal(status, 200);
    await peer.receives({ id: 'go', type: 'data', event: '1' });
  }),

  defineCase(
    '106 [M] Rust: the fields that are signed alone, and everything a second time in payload',
    { needs: 'sign' },
    async (target) => {
      using peer = await new Peer(target.realtime, [
        SUBPROTOCOL,
        credentials((await target.sign?.('{}')) ?? {}),
      ]).opened();
      await greet(peer);
      const channel = '/default/rust';
      const authorization = (await target.sign?.(`{"channel":"${channel}"}`)) ?? {};
      const payload = { channel, extensions: { authorization } };
      peer.send(JSON.stringify({ type: 'subscribe', id: 'r', channel, authorization, payload }));
      await peer.receives({ id: 'r', type: 'subscribe_success' });
      await delivers(target, peer, 'r', channel);
    },
  ),

  defineCase('107 [M] ob-appsync-events-client: no connection_init, a host without its port', async (target) => {
    const { hostname } = new URL(`https://${target.host}`);
    const key = credentials({ host: hostname, 'x-api-key': target.apiKey });
    using peer = await new Peer(target.realtime, [SUBPROTOCOL, key]).opened();
    await subscribe(target, peer, '0e8bb1d5-1a5c-4a4c-8a9b-7d1f3d3c9c11', '/default/ob');
    await delivers(target, peer, '0e8bb1d5-1a5c-4a4c-8a9b-7d1f3d3c9c11', '/default/ob');
  }),
];
