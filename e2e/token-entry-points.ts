// Every door of a running Parley at which a token is shown: the routes of its template, and each operation of its Event API.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { logPath, newId, signalPath, userPath } from '@parley/chat';
import { credentials, Peer } from '@parley/wire/conformance';
import { makeAssembly } from '../harness/assembly.ts';
import type { Laptop } from '../harness/laptop.ts';

/** What came of showing a token: the answer in one line, and every byte that was told. */
export type Reception = { answer: string; told: string };

/** A door. `lets` is the answer to a good token, `refuses` that to any other, the same for all. */
export type Door = {
  name: string;
  kind: 'http' | 'connect' | 'operation';
  lets: RegExp;
  refuses: string;
  knocks(token: string): Promise<Reception>;
};

/** The routes of the HTTP API that ask for a token, as the template has them: `GET /channels`. */
export async function routeKeys(): Promise<string[]> {
  const { folder } = await makeAssembly(false);
  const [template = ''] = globSync('*.template.json', { cwd: folder });
  const { Resources } = JSON.parse(readFileSync(join(folder, template), 'utf8')) as {
    Resources: Record<string, { Type: string; Properties: { RouteKey?: string; AuthorizationType?: string } }>;
  };
  return Object.values(Resources)
    .filter(({ Type, Properties }) => Type === 'AWS::ApiGatewayV2::Route' && Properties.AuthorizationType === 'JWT')
    .map(({ Properties }) => Properties.RouteKey ?? '')
    .sort();
}

/** All doors of a laptop, each about one channel and one person; `good` says which token the sockets are opened with. */
export async function doors(laptop: Laptop, channel: string, sub: string, good: () => string): Promise<Door[]> {
  const { api } = laptop.addresses;
  const routes = (await routeKeys()).map((key): Door => {
    const [method = '', path = ''] = key.split(' ');
    const url = api + path.replaceAll(/\{(\w+)\+?\}/g, (_, name) => (name === 'channel' ? channel : sub));
    return {
      name: `HTTP ${key}`,
      kind: 'http',
      lets: /^[24]\d\d$/,
      refuses: '401 {"message":"Unauthorized"}',
      async knocks(token) {
        const answer = await fetch(url, {
          method,
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          ...(method !== 'GET' && { body: '{}' }),
        });
        const told = await answer.text();
        const refused = answer.status === 401 || answer.status === 403;
        return { answer: refused ? `${answer.status} ${told}` : `${answer.status}`, told };
      },
    };
  });
  return [...routes, connect(laptop), ...operations(laptop, channel, sub, good)];
}

function connect(laptop: Laptop): Door {
  return {
    name: 'WebSocket connect',
    kind: 'connect',
    lets: /^connection_ack$/,
    refuses: 'connection_error UnauthorizedException',
    async knocks(token) {
      try {
        using peer = await connectedWith(laptop, token);
        peer.send('{"type":"connection_init"}');
        return receptionOf(await peer.nextText());
      } catch (error) {
        // An upgrade that is larger than HTTP allows gets no WebSocket.
        return { answer: (error as Error).message, told: '' };
      }
    },
  };
}

function operations(laptop: Laptop, channel: string, sub: string, good: () => string): Door[] {
  const typing = JSON.stringify({ kind: 'typing' });
  const read = JSON.stringify({ kind: 'read', channel, readSeq: 1, readCount: 1 });
  const subscribe = (path: string): Door => asked('subscribe', path, {});
  const publish = (path: string, event: string): Door => asked('publish', path, { events: [event] });
  const asked = (type: 'subscribe' | 'publish', path: string, more: object): Door => ({
    name: `WebSocket ${type} ${path}`,
    kind: 'operation',
    lets: new RegExp(`^${type}_success$`),
    refuses: `${type}_error UnauthorizedException`,
    async knocks(token) {
      using peer = await connectedWith(laptop, good());
      peer.send(JSON.stringify({ type, id: newId(), channel: path, authorization: { Authorization: token }, ...more }));
      return receptionOf(await peer.nextText());
    },
  });
  const post = (path: string, event: string): Door => ({
    name: `HTTP publish ${path}`,
    kind: 'operation',
    lets: /^200 $/,
    refuses: '401 UnauthorizedException',
    async knocks(token) {
      const answer = await fetch(laptop.addresses.eventsHttp, {
        method: 'POST',
        headers: { authorization: token, 'content-type': 'application/json' },
        body: JSON.stringify({ channel: path, events: [event] }),
      });
      return {
        answer: `${answer.status} ${answer.headers.get('x-amzn-errortype') ?? ''}`,
        told: await answer.text(),
      };
    },
  });
  return [
    ...[logPath(channel), signalPath(channel), userPath(sub)].map(subscribe),
    publish(signalPath(channel), typing),
    publish(userPath(sub), read),
    post(signalPath(channel), typing),
    post(userPath(sub), read),
  ];
}

/** A connection that was asked for with a token, as a browser asks. */
export function connectedWith({ addresses }: Pick<Laptop, 'addresses'>, token: string): Promise<Peer> {
  const { host } = new URL(addresses.eventsHttp);
  return new Peer(addresses.eventsRealtime, [
    'aws-appsync-event-ws',
    credentials({ host, Authorization: token }),
  ]).opened();
}

function receptionOf(frame: string): Reception {
  const { type, errors } = JSON.parse(frame) as { type: string; errors?: { errorType: string }[] };
  return { answer: [type, errors?.[0]?.errorType].filter(Boolean).join(' '), told: frame };
}
