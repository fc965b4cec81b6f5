// Connecting: section 1 of the reference. Literal frames; sources are in PROTOCOL.md.
import assert from 'node:assert/strict';
import { connected, credentials, Peer, publishes, subscribed, UNAUTHORIZED } from './peer.ts';
import type { Case } from './target.ts';

export const connectCases: readonly Case[] = [
  {
    number: '1',
    mark: 'H',
    says: 'the server chooses aws-appsync-event-ws of the two subprotocols',
    async run(target) {
      using peer = await connected(target);
      assert.equal(peer.ws.protocol, 'aws-appsync-event-ws');
    },
  },
  {
    number: '2',
    mark: 'H',
    says: 'the order of the subprotocols does not matter',
    async run(target) {
      const key = credentials({ host: target.host, 'x-api-key': target.apiKey });
      using peer = await new Peer(target.realtime, [key, 'aws-appsync-event-ws']).opened();
      assert.equal(peer.ws.protocol, 'aws-appsync-event-ws');
      await subscribed(target, peer, 's', '/default/two');
    },
  },
  {
    number: '3',
    mark: 'H',
    says: 'credentials may also be plain headers of the upgrade',
    async run(target) {
      const headers = { 'x-api-key': target.apiKey, host: target.host };
      using peer = await new Peer(target.realtime, ['aws-appsync-event-ws'], { headers }).opened();
      await subscribed(target, peer, 's', '/default/three');
    },
  },
  {
    number: '4',
    mark: 'H',
    says: 'credentials are base64 in the alphabet of URLs, without padding',
    async run(target) {
      const fields = { host: target.host, 'x-api-key': target.apiKey, note: '??>>~~ÿÿ' };
      assert.match(credentials(fields), /[-_]/);
      using peer = await new Peer(target.realtime, ['aws-appsync-event-ws', credentials(fields)]).opened();
      peer.says('{"type":"connection_init"}');
      await peer.hears({ type: 'connection_ack', connectionTimeoutMs: 300000 });
    },
  },
  {
    number: '5, 7',
    mark: 'H',
    says: 'a bad API key is told by connection_error over the open WebSocket, although the client says nothing',
    async run(target) {
      using peer = await connected(target, 'da2-00000000000000000000000000');
      const { type, errors } = await peer.hearsJson();
      assert.equal(type, 'connection_error');
      assert.deepEqual(errors, [{ ...UNAUTHORIZED, errorCode: 401 }]);
      await peer.closed();
    },
  },
  {
    number: '6',
    mark: 'M',
    says: 'after connection_error the close code is 1000',
    async run(target) {
      using peer = await connected(target, 'da2-00000000000000000000000000');
      assert.equal(await peer.closed(), 1000);
    },
  },
  {
    number: '8',
    mark: 'M',
    says: 'without aws-appsync-event-ws the connection opens and is refused by a frame with errorCode 400',
    async run(target) {
      using other = new Peer(target.realtime, ['graphql-ws']);
      const { type, errors } = await other.hearsJson();
      assert.equal(type, 'connection_error');
      assert.deepEqual(errors, [{ message: 'SubProtocolNotSupportedError', errorCode: 400 }]);
      using none = new Peer(target.realtime, []);
      assert.deepEqual((await none.hearsJson())['errors'], [{ message: 'NoProtocolError', errorCode: 400 }]);
    },
  },
  {
    number: '9',
    mark: 'H',
    says: 'connection_init is answered by connection_ack, each time',
    async run(target) {
      using peer = await connected(target);
      for (const time of ['first', 'second']) {
        peer.says('{"type":"connection_init"}');
        assert.deepEqual(await peer.hearsJson(), { type: 'connection_ack', connectionTimeoutMs: 300000 }, time);
      }
    },
  },
  {
    number: '10',
    mark: 'H',
    says: 'connection_init may be left out',
    async run(target) {
      using peer = await connected(target);
      await subscribed(target, peer, 's', '/default/ten');
      await publishes(target, '/default/ten', '"hello"');
      await peer.hears({ id: 's', type: 'data', event: '"hello"' });
    },
  },
  {
    number: '11',
    mark: 'H',
    needs: 'advance',
    says: 'a ka comes every 60 seconds, also while events flow',
    async run(target) {
      using peer = await connected(target);
      await subscribed(target, peer, 's', '/default/eleven');
      for (const time of ['first', 'second']) {
        target.advance?.(59_999);
        await publishes(target, '/default/eleven', '1');
        await peer.hears({ id: 's', type: 'data', event: '1' });
        target.advance?.(1);
        assert.deepEqual(await peer.hearsJson(), { type: 'ka' }, time);
        await peer.hearsNothing();
      }
    },
  },
  {
    number: '12',
    mark: 'H',
    needs: 'token',
    says: 'a token is taken with and without Bearer before it, whatever the case of the field',
    async run(target) {
      for (const [field, value] of [
        ['Authorization', `Bearer ${target.token}`],
        ['authorization', String(target.token)],
      ] as const) {
        const fields = credentials({ host: target.host, [field]: value });
        using peer = await new Peer(target.realtime, ['aws-appsync-event-ws', fields]).opened();
        peer.says(`{"type":"subscribe","id":"s","channel":"default/twelve","authorization":{"${field}":"${value}"}}`);
        await peer.hears({ id: 's', type: 'subscribe_success' });
      }
    },
  },
  {
    number: '14',
    mark: 'H',
    needs: 'sign',
    says: 'a signature over {} connects, and one with a flipped bit does not',
    async run(target) {
      const fields = (await target.sign?.('{}')) ?? {};
      using peer = await new Peer(target.realtime, ['aws-appsync-event-ws', credentials(fields)]).opened();
      await peer.hearsNothing();
      const flipped = Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [
          name,
          value.replace(/(Signature=.{9})./, (_, start) => `${start}x`),
        ]),
      );
      using forged = await new Peer(target.realtime, ['aws-appsync-event-ws', credentials(flipped)]).opened();
      assert.equal((await forged.hearsJson())['type'], 'connection_error');
    },
  },
  {
    number: '15',
    mark: 'H',
    says: 'an unknown query on the address of the upgrade is ignored',
    async run(target) {
      const key = credentials({ host: target.host, 'x-api-key': target.apiKey });
      using peer = await new Peer(`${target.realtime}?x-custom=1&y=%20`, ['aws-appsync-event-ws', key]).opened();
      await subscribed(target, peer, 's', '/default/fifteen');
    },
  },
  {
    number: '45a',
    mark: 'I',
    says: 'credentials that cannot be read are refused by connection_error',
    async run(target) {
      for (const unreadable of ['header-bm90IGpzb24', 'header-W10', 'header-_w', 'header-']) {
        using peer = new Peer(target.realtime, ['aws-appsync-event-ws', unreadable]);
        const { type, errors } = await peer.hearsJson();
        assert.equal(type, 'connection_error', unreadable);
        assert.equal((errors as { errorCode: number }[])[0]?.errorCode, 400, unreadable);
      }
    },
  },
  {
    number: '45b',
    mark: 'I',
    says: 'credentials for another host are refused',
    async run(target) {
      const fields = {
        host: 'abcdefghijklmnopqrstuvwxyz.appsync-api.eu-west-1.amazonaws.com',
        'x-api-key': target.apiKey,
      };
      using peer = await new Peer(target.realtime, ['aws-appsync-event-ws', credentials(fields)]).opened();
      assert.equal((await peer.hearsJson())['type'], 'connection_error');
    },
  },
  {
    number: '13',
    mark: 'I',
    says: 'a good API key does not connect where connecting takes another kind of credentials',
    needs: 'closed',
    async run({ closed }) {
      assert.ok(closed);
      const fields = { host: closed.host, 'x-api-key': closed.apiKey };
      using peer = await new Peer(closed.realtime, ['aws-appsync-event-ws', credentials(fields)]).opened();
      const { type, errors } = await peer.hearsJson();
      assert.equal(type, 'connection_error');
      assert.equal((errors as { errorType: string }[])[0]?.errorType, 'UnauthorizedException');
      await peer.closed();
    },
  },
];
