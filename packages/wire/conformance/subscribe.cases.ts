// Subscribing and unsubscribing: sections 2 and 4 of the reference.
import assert from 'node:assert/strict';
import { connected, error, type Peer, publishes, subscribed, UNAUTHORIZED } from './peer.ts';
import type { Case, Target } from './target.ts';

const INVALID_CHANNEL = error('BadRequestException', 'Invalid Channel Format');

async function isRefused(target: Target, peer: Peer, channel: string): Promise<void> {
  peer.says(
    `{"type":"subscribe","id":"s","channel":${JSON.stringify(channel)},"authorization":{"x-api-key":"${target.apiKey}"}}`,
  );
  assert.deepEqual(await peer.hearsJson(), { id: 's', type: 'subscribe_error', errors: [INVALID_CHANNEL] }, channel);
}

export const subscribeCases: readonly Case[] = [
  {
    number: '17',
    mark: 'H',
    says: 'a subscription is confirmed under its id, and the id comes first',
    async run(target) {
      using peer = await connected(target);
      peer.says(
        `{"type":"subscribe","id":"s-1_+","channel":"/default/a","authorization":{"x-api-key":"${target.apiKey}"}}`,
      );
      assert.equal(await peer.hearsText(), '{"id":"s-1_+","type":"subscribe_success"}');
    },
  },
  {
    number: '18',
    mark: 'H',
    says: 'default/a, /default/a and /default/a/ are one channel',
    async run(target) {
      using peer = await connected(target);
      await subscribed(target, peer, 'bare', 'default/eighteen');
      await subscribed(target, peer, 'both', '/default/eighteen/');
      await publishes(target, '/default/eighteen', '1');
      const heard = [await peer.hearsJson(), await peer.hearsJson()].map(({ id }) => id);
      assert.deepEqual(heard.sort(), ['bare', 'both']);
    },
  },
  {
    number: '19, 20',
    mark: 'H',
    says: 'unknown members and headers are ignored, and names of headers have no case',
    async run(target) {
      using peer = await connected(target);
      peer.says(
        `{"id":"s","type":"subscribe","channel":"default/a","authorization":{"X-API-Key":"${target.apiKey}","x-amz-user-agent":"aws-amplify/6","x-amz-date":"20261123T000000Z"},"payload":{"channel":"default/a","extensions":{"authorization":{"host":"x"}}}}`,
      );
      await peer.hears({ id: 's', type: 'subscribe_success' });
    },
  },
  {
    number: '21, 22, 23',
    mark: 'H',
    says: 'a channel with six segments, 51 characters, _ or an outer - is refused',
    async run(target) {
      using peer = await connected(target);
      for (const channel of [
        '/default/b/c/d/e/f',
        `/default/${'x'.repeat(51)}`,
        '/default/-a',
        '/default/a-',
        '/default/a_b',
        '',
      ])
        await isRefused(target, peer, channel);
      await peer.hearsNothing();
    },
  },
  {
    number: '24',
    mark: 'M',
    says: 'an unknown namespace gives UnauthorizedException without a message',
    async run(target) {
      using peer = await connected(target);
      peer.says(
        `{"type":"subscribe","id":"s","channel":"/nowhere/a","authorization":{"x-api-key":"${target.apiKey}"}}`,
      );
      await peer.hears({ id: 's', type: 'subscribe_error', errors: [error('UnauthorizedException')] });
    },
  },
  {
    number: '25',
    mark: 'H',
    says: 'bad credentials of one subscription leave the connection open',
    async run(target) {
      using peer = await connected(target);
      for (const authorization of ['{"x-api-key":"da2-bad"}', '{}', '{"x-api-key":{"$gt":""}}', '[]', 'null', '"x"']) {
        peer.says(`{"type":"subscribe","id":"s","channel":"/default/a","authorization":${authorization}}`);
        assert.deepEqual(
          await peer.hearsJson(),
          { id: 's', type: 'subscribe_error', errors: [UNAUTHORIZED] },
          authorization,
        );
      }
      await subscribed(target, peer, 's', '/default/a');
    },
  },
  {
    number: '26',
    mark: 'H',
    says: 'an id that is in use is refused, and the first subscription lives on',
    async run(target) {
      using peer = await connected(target);
      await subscribed(target, peer, 's', '/default/twentysix');
      peer.says(
        `{"type":"subscribe","id":"s","channel":"/default/other","authorization":{"x-api-key":"${target.apiKey}"}}`,
      );
      const { id, type } = await peer.hearsJson();
      assert.deepEqual({ id, type }, { id: 's', type: 'subscribe_error' });
      await publishes(target, '/default/other', '0');
      await publishes(target, '/default/twentysix', '1');
      await peer.hears({ id: 's', type: 'data', event: '1' });
    },
  },
  {
    number: '27',
    mark: 'H',
    says: 'two connections may use the same id',
    async run(target) {
      using one = await connected(target);
      using other = await connected(target);
      await subscribed(target, one, 's', '/default/a');
      await subscribed(target, other, 's', '/default/a');
    },
  },
  {
    number: '28',
    mark: 'H',
    says: 'the 201st subscription of a connection is refused',
    async run(target) {
      using peer = await connected(target);
      for (let at = 1; at <= 200; at++) await subscribed(target, peer, `s${at}`, `/default/many/${at}`);
      peer.says(
        `{"type":"subscribe","id":"s201","channel":"/default/a","authorization":{"x-api-key":"${target.apiKey}"}}`,
      );
      const { id, type, errors } = await peer.hearsJson();
      assert.deepEqual({ id, type }, { id: 's201', type: 'subscribe_error' });
      assert.equal((errors as { errorType: string }[])[0]?.errorType, 'MaxSubscriptionsReachedError');
    },
  },
  {
    number: '29',
    mark: 'M',
    says: 'two subscriptions that hear the same event get a frame each',
    async run(target) {
      using peer = await connected(target);
      await subscribed(target, peer, 'one', '/default/twentynine/x');
      await subscribed(target, peer, 'all', '/default/twentynine/*');
      await publishes(target, '/default/twentynine/x', '1');
      const heard = [await peer.hearsJson(), await peer.hearsJson()].map(({ id }) => id);
      assert.deepEqual(heard.sort(), ['all', 'one']);
      await peer.hearsNothing();
    },
  },
  {
    number: '30, 31, 32',
    mark: 'H',
    says: 'a wildcard hears every depth below it and nothing beside it',
    async run(target) {
      using peer = await connected(target);
      await subscribed(target, peer, 'all', '/default/*');
      await subscribed(target, peer, 'some', '/default/thirty/*');
      await publishes(target, '/default/thirtyone', '1');
      await peer.hears({ id: 'all', type: 'data', event: '1' });
      await publishes(target, '/default/thirty/x/y/z', '2');
      const heard = [await peer.hearsJson(), await peer.hearsJson()].map(({ id }) => id);
      assert.deepEqual(heard.sort(), ['all', 'some']);
    },
  },
  {
    number: '33',
    mark: 'M',
    says: '* anywhere but as the whole last segment is refused',
    async run(target) {
      using peer = await connected(target);
      for (const channel of ['/default/*/b', '/default/a*', '/*', '/default/**'])
        await isRefused(target, peer, channel);
    },
  },
  {
    number: '34',
    mark: 'H',
    says: 'the case of a namespace counts',
    async run(target) {
      using peer = await connected(target);
      peer.says(
        `{"type":"subscribe","id":"s","channel":"/Default/a","authorization":{"x-api-key":"${target.apiKey}"}}`,
      );
      assert.equal((await peer.hearsJson())['type'], 'subscribe_error');
    },
  },
  {
    number: '35, 38',
    mark: 'H',
    says: 'after unsubscribe nothing more comes, and the id is free',
    async run(target) {
      using peer = await connected(target);
      await subscribed(target, peer, 's', '/default/thirtyfive');
      peer.says('{"type":"unsubscribe","id":"s"}');
      await peer.hears({ id: 's', type: 'unsubscribe_success' });
      await publishes(target, '/default/thirtyfive', '1');
      await peer.hearsNothing();
      await subscribed(target, peer, 's', '/default/thirtyfive');
    },
  },
  {
    number: '36',
    mark: 'H',
    says: 'an unknown id cannot be unsubscribed',
    async run(target) {
      using peer = await connected(target);
      peer.says('{"type":"unsubscribe","id":"who"}');
      const errors = [error('UnknownOperationError', 'Unknown operation id who')];
      await peer.hears({ id: 'who', type: 'unsubscribe_error', errors });
    },
  },
  {
    number: '37',
    mark: 'H',
    says: 'an id of 129 characters, with a space, missing or no text is refused',
    async run(target) {
      using peer = await connected(target);
      for (const id of [`"${'x'.repeat(129)}"`, '"a b"', '""', '7', 'null', '["a"]', '{"$gt":""}']) {
        peer.says(
          `{"type":"subscribe","id":${id},"channel":"/default/a","authorization":{"x-api-key":"${target.apiKey}"}}`,
        );
        assert.equal((await peer.hearsJson())['type'], 'subscribe_error', id);
      }
    },
  },
  {
    number: '39',
    mark: 'H',
    says: 'a namespace that takes only IAM refuses an API key',
    async run(target) {
      using peer = await connected(target);
      peer.says(`{"type":"subscribe","id":"s","channel":"/iam/a","authorization":{"x-api-key":"${target.apiKey}"}}`);
      const { type, errors } = await peer.hearsJson();
      assert.equal(type, 'subscribe_error');
      assert.equal((errors as { errorType: string }[])[0]?.errorType, 'UnauthorizedException');
    },
  },
  {
    number: '40',
    mark: 'H',
    needs: 'sign',
    says: 'on a connection made with an API key a subscription may be signed',
    async run(target) {
      using peer = await connected(target);
      const fields = await target.sign?.('{"channel":"/iam/a/*"}');
      peer.says(JSON.stringify({ type: 'subscribe', id: 's', channel: '/iam/a/*', authorization: fields }));
      await peer.hears({ id: 's', type: 'subscribe_success' });
    },
  },
];
