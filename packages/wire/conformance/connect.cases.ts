// Cases of connecting. Frames are literal; the sources are in PROTOCOL.md.
import assert from 'node:assert/strict';
import { connect, credentials, firstError, openWith, Peer, publish, subscribe, UNAUTHORIZED } from './peer.ts';
import { type Case, defineCase } from './target.ts';

export const connectCases: readonly Case[] = [
  defineCase('1 [H] the server chooses aws-appsync-event-ws of the two subprotocols', async (target) => {
    using peer = await connect(target);
    assert.equal(peer.ws.protocol, 'aws-appsync-event-ws');
  }),
  defineCase('2 [H] the order of the subprotocols does not matter', async (target) => {
    const key = credentials({ host: target.host, 'x-api-key': target.apiKey });
    using peer = await new Peer(target.realtime, [key, 'aws-appsync-event-ws']).opened();
    assert.equal(peer.ws.protocol, 'aws-appsync-event-ws');
    await subscribe(target, peer, 's', '/default/two');
  }),
  defineCase('3 [H] credentials may also be plain headers of the upgrade', async (target) => {
    const headers = { 'x-api-key': target.apiKey, host: target.host };
    using peer = await new Peer(target.realtime, ['aws-appsync-event-ws'], { headers }).opened();
    await subscribe(target, peer, 's', '/default/three');
  }),
  defineCase('4 [H] credentials are base64url without padding', async (target) => {
    const fields = { host: target.host, 'x-api-key': target.apiKey, note: '??>>~~ÿÿ' };
    assert.match(credentials(fields), /[-_]/);
    using peer = await openWith(target.realtime, fields);
    peer.send('{"type":"connection_init"}');
    await peer.receives({ type: 'connection_ack', connectionTimeoutMs: 300000 });
  }),
  defineCase('5, 7 [H] a bad API key causes an unsolicited connection_error', async (target) => {
    using peer = await connect(target, 'da2-00000000000000000000000000');
    const { type, errors } = await peer.next();
    assert.equal(type, 'connection_error');
    assert.deepEqual(errors, [{ ...UNAUTHORIZED, errorCode: 401 }]);
    await peer.closed();
  }),
  defineCase('6 [M] after connection_error the close code is 1000', async (target) => {
    using peer = await connect(target, 'da2-00000000000000000000000000');
    assert.equal(await peer.closed(), 1000);
  }),
  defineCase('8 [M] without aws-appsync-event-ws the connection is rejected with errorCode 400', async (target) => {
    using other = new Peer(target.realtime, ['graphql-ws']);
    const { type, errors } = await other.next();
    assert.equal(type, 'connection_error');
    assert.deepEqual(errors, [{ message: 'SubProtocolNotSupportedError', errorCode: 400 }]);
    using none = new Peer(target.realtime, []);
    assert.deepEqual((await none.next())['errors'], [{ message: 'NoProtocolError', errorCode: 400 }]);
  }),
  defineCase('9 [H] every connection_init is answered with connection_ack', async (target) => {
    using peer = await connect(target);
    for (const time of ['first', 'second']) {
      peer.send('{"type":"connection_init"}');
      assert.deepEqual(await peer.next(), { type: 'connection_ack', connectionTimeoutMs: 300000 }, time);
    }
  }),
  defineCase('10 [H] connection_init is optional', async (target) => {
    using peer = await connect(target);
    await subscribe(target, peer, 's', '/default/ten');
    await publish(target, '/default/ten', '"hello"');
    await peer.receives({ id: 's', type: 'data', event: '"hello"' });
  }),
  defineCase('11 [H] a ka is sent every 60 seconds, also while events flow', { needs: 'advance' }, async (target) => {
    using peer = await connect(target);
    await subscribe(target, peer, 's', '/default/eleven');
    for (const time of ['first', 'second']) {
      target.advance?.(59_999);
      await publish(target, '/default/eleven', '1');
      await peer.receives({ id: 's', type: 'data', event: '1' });
      target.advance?.(1);
      assert.deepEqual(await peer.next(), { type: 'ka' }, time);
      await peer.receivesNothing();
    }
  }),
  defineCase('12 [H] a token is accepted with and without Bearer', { needs: 'token' }, async (target) => {
    for (const [field, value] of [
      ['Authorization', `Bearer ${target.token}`],
      ['authorization', String(target.token)],
    ] as const) {
      using peer = await openWith(target.realtime, { host: target.host, [field]: value });
      peer.send(`{"type":"subscribe","id":"s","channel":"default/twelve","authorization":{"${field}":"${value}"}}`);
      await peer.receives({ id: 's', type: 'subscribe_success' });
    }
  }),
  defineCase('14 [H] a signature over {} connects, a changed one does not', { needs: 'sign' }, async (target) => {
    const fields = (await target.sign?.('{}')) ?? {};
    using peer = await openWith(target.realtime, fields);
    await peer.receivesNothing();
    const flipped = Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        value.replace(/(Signature=.{9})./, (_, start) => `${start}x`),
      ]),
    );
    using forged = await openWith(target.realtime, flipped);
    assert.equal((await forged.next())['type'], 'connection_error');
  }),
  defineCase('15 [H] an unknown query in the URL of the upgrade is ignored', async (target) => {
    const key = credentials({ host: target.host, 'x-api-key': target.apiKey });
    using peer = await new Peer(`${target.realtime}?x-custom=1&y=%20`, ['aws-appsync-event-ws', key]).opened();
    await subscribe(target, peer, 's', '/default/fifteen');
  }),
  defineCase('45a [I] unreadable credentials are rejected with connection_error', async (target) => {
    for (const unreadable of ['header-bm90IGpzb24', 'header-W10', 'header-_w', 'header-']) {
      using peer = new Peer(target.realtime, ['aws-appsync-event-ws', unreadable]);
      const { type, errors } = await peer.next();
      assert.equal(type, 'connection_error', unreadable);
      assert.equal(firstError({ errors }).errorCode, 400, unreadable);
    }
  }),
  defineCase('45b [I] credentials for another host are rejected', async (target) => {
    const fields = {
      host: 'abcdefghijklmnopqrstuvwxyz.appsync-api.eu-west-1.amazonaws.com',
      'x-api-key': target.apiKey,
    };
    using peer = await openWith(target.realtime, fields);
    assert.equal((await peer.next())['type'], 'connection_error');
  }),
  defineCase('13 [I] connecting may require another mode than an API key', { needs: 'closed' }, async ({ closed }) => {
    assert.ok(closed);
    const fields = { host: closed.host, 'x-api-key': closed.apiKey };
    using peer = await openWith(closed.realtime, fields);
    const { type, errors } = await peer.next();
    assert.equal(type, 'connection_error');
    assert.equal(firstError({ errors }).errorType, 'UnauthorizedException');
    await peer.closed();
  }),
];
