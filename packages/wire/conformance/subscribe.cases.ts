// Cases of subscribing and unsubscribing.
import assert from 'node:assert/strict';
import {
  connect,
  error,
  firstError,
  type Peer,
  publish,
  responseCase,
  subscribe,
  subscribeFrame,
  UNAUTHORIZED,
} from './peer.ts';
import { type Case, defineCase, type Target } from './target.ts';

const INVALID_CHANNEL = error('BadRequestException', 'Invalid Channel Format');

async function rejects(target: Target, peer: Peer, channel: string): Promise<void> {
  peer.send(subscribeFrame(target, 's', channel));
  assert.deepEqual(await peer.next(), { id: 's', type: 'subscribe_error', errors: [INVALID_CHANNEL] }, channel);
}

export const subscribeCases: readonly Case[] = [
  defineCase('17 [H] a subscription is confirmed under its id, and the id comes first', async (target) => {
    using peer = await connect(target);
    peer.send(subscribeFrame(target, 's-1_+', '/default/a'));
    assert.equal(await peer.nextText(), '{"id":"s-1_+","type":"subscribe_success"}');
  }),
  defineCase('18 [H] default/a, /default/a and /default/a/ are one channel', async (target) => {
    using peer = await connect(target);
    await subscribe(target, peer, 'bare', 'default/eighteen');
    await subscribe(target, peer, 'both', '/default/eighteen/');
    await publish(target, '/default/eighteen', '1');
    assert.deepEqual(await peer.nextIds(2), ['bare', 'both']);
  }),
  defineCase('19, 20 [H] unknown fields are ignored, and header names are case-insensitive', async (target) => {
    using peer = await connect(target);
    peer.send(
      `{"id":"s","type":"subscribe","channel":"default/a","authorization":{"X-API-Key":"${target.apiKey}","x-amz-user-agent":"aws-amplify/6","x-amz-date":"20261123T000000Z"},"payload":{"channel":"default/a","extensions":{"authorization":{"host":"x"}}}}`,
    );
    await peer.receives({ id: 's', type: 'subscribe_success' });
  }),
  defineCase('21, 22, 23 [H] six segments, 51 characters, _ and an outer - are rejected', async (target) => {
    using peer = await connect(target);
    for (const channel of [
      '/default/b/c/d/e/f',
      `/default/${'x'.repeat(51)}`,
      '/default/-a',
      '/default/a-',
      '/default/a_b',
      '',
    ])
      await rejects(target, peer, channel);
    await peer.receivesNothing();
  }),
  responseCase(
    '24 [M] an unknown namespace gives UnauthorizedException without a message',
    (target) => subscribeFrame(target, 's', '/nowhere/a'),
    { id: 's', type: 'subscribe_error', errors: [error('UnauthorizedException')] },
  ),
  defineCase('25 [H] bad credentials of one subscription leave the connection open', async (target) => {
    using peer = await connect(target);
    for (const authorization of ['{"x-api-key":"da2-bad"}', '{}', '{"x-api-key":{"$gt":""}}', '[]', 'null', '"x"']) {
      peer.send(`{"type":"subscribe","id":"s","channel":"/default/a","authorization":${authorization}}`);
      assert.deepEqual(await peer.next(), { id: 's', type: 'subscribe_error', errors: [UNAUTHORIZED] }, authorization);
    }
    await subscribe(target, peer, 's', '/default/a');
  }),
  defineCase('26 [H] an id that is in use is rejected, and the first subscription stays', async (target) => {
    using peer = await connect(target);
    await subscribe(target, peer, 's', '/default/twentysix');
    peer.send(subscribeFrame(target, 's', '/default/other'));
    const { id, type } = await peer.next();
    assert.deepEqual({ id, type }, { id: 's', type: 'subscribe_error' });
    await publish(target, '/default/other', '0');
    await publish(target, '/default/twentysix', '1');
    await peer.receives({ id: 's', type: 'data', event: '1' });
  }),
  defineCase('27 [H] two connections may use the same id', async (target) => {
    using one = await connect(target);
    using other = await connect(target);
    await subscribe(target, one, 's', '/default/a');
    await subscribe(target, other, 's', '/default/a');
  }),
  defineCase('28 [H] the 201st subscription of a connection is rejected', async (target) => {
    using peer = await connect(target);
    for (let at = 1; at <= 200; at++) await subscribe(target, peer, `s${at}`, `/default/many/${at}`);
    peer.send(subscribeFrame(target, 's201', '/default/a'));
    const { id, type, errors } = await peer.next();
    assert.deepEqual({ id, type }, { id: 's201', type: 'subscribe_error' });
    assert.equal(firstError({ errors }).errorType, 'MaxSubscriptionsReachedError');
  }),
  defineCase('29 [M] two subscriptions that match one event receive a frame each', async (target) => {
    using peer = await connect(target);
    await subscribe(target, peer, 'one', '/default/twentynine/x');
    await subscribe(target, peer, 'all', '/default/twentynine/*');
    await publish(target, '/default/twentynine/x', '1');
    assert.deepEqual(await peer.nextIds(2), ['all', 'one']);
    await peer.receivesNothing();
  }),
  defineCase('30, 31, 32 [H] a wildcard matches every depth below it, nothing beside it', async (target) => {
    using peer = await connect(target);
    await subscribe(target, peer, 'all', '/default/*');
    await subscribe(target, peer, 'some', '/default/thirty/*');
    await publish(target, '/default/thirtyone', '1');
    await peer.receives({ id: 'all', type: 'data', event: '1' });
    await publish(target, '/default/thirty/x/y/z', '2');
    assert.deepEqual(await peer.nextIds(2), ['all', 'some']);
  }),
  defineCase('33 [M] * anywhere but as the whole last segment is rejected', async (target) => {
    using peer = await connect(target);
    for (const channel of ['/default/*/b', '/default/a*', '/*', '/default/**']) await rejects(target, peer, channel);
  }),
  defineCase('34 [H] a namespace is case-sensitive', async (target) => {
    using peer = await connect(target);
    peer.send(subscribeFrame(target, 's', '/Default/a'));
    assert.equal((await peer.next())['type'], 'subscribe_error');
  }),
  defineCase('35, 38 [H] after unsubscribe no event arrives, and the id is free', async (target) => {
    using peer = await connect(target);
    await subscribe(target, peer, 's', '/default/thirtyfive');
    peer.send('{"type":"unsubscribe","id":"s"}');
    await peer.receives({ id: 's', type: 'unsubscribe_success' });
    await publish(target, '/default/thirtyfive', '1');
    await peer.receivesNothing();
    await subscribe(target, peer, 's', '/default/thirtyfive');
  }),
  responseCase('36 [H] an unknown id cannot be unsubscribed', () => '{"type":"unsubscribe","id":"who"}', {
    id: 'who',
    type: 'unsubscribe_error',
    errors: [error('UnknownOperationError', 'Unknown operation id who')],
  }),
  defineCase('37 [H] an id that is too long, malformed or not a string is rejected', async (target) => {
    using peer = await connect(target);
    for (const id of [`"${'x'.repeat(129)}"`, '"a b"', '""', '7', 'null', '["a"]', '{"$gt":""}']) {
      peer.send(
        `{"type":"subscribe","id":${id},"channel":"/default/a","authorization":{"x-api-key":"${target.apiKey}"}}`,
      );
      assert.equal((await peer.next())['type'], 'subscribe_error', id);
    }
  }),
  defineCase('39 [H] a namespace that allows only IAM rejects an API key', async (target) => {
    using peer = await connect(target);
    peer.send(subscribeFrame(target, 's', '/iam/a'));
    const { type, errors } = await peer.next();
    assert.equal(type, 'subscribe_error');
    assert.equal(firstError({ errors }).errorType, 'UnauthorizedException');
  }),
  defineCase('40 [H] each operation may use another mode', { needs: 'sign' }, async (target) => {
    using peer = await connect(target);
    const fields = await target.sign?.('{"channel":"/iam/a/*"}');
    peer.send(JSON.stringify({ type: 'subscribe', id: 's', channel: '/iam/a/*', authorization: fields }));
    await peer.receives({ id: 's', type: 'subscribe_success' });
  }),
];
