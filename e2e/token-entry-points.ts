// All entry points that check a token: the routes of the template, and each operation of the Event API.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { logPath, newId, signalPath, userPath } from '@parley/chat';
import { credentials, Peer } from '@parley/wire/conformance';
import { makeAssembly } from '../harness/assembly.ts';
import type { Laptop } from '../harness/laptop.ts';

/** The result of a request with a token: the response in one line, and its whole body. */
export type TokenResult = { answer: string; body: string };

/** An entry point. `accepted` is the response to a valid token, `rejection` the one to every other token. */
export type EntryPoint = {
  name: string;
  kind: 'http' | 'connect' | 'operation';
  accepted: RegExp;
  rejection: string;
  tryToken(token: string): Promise<TokenResult>;
};

/** The route keys of the HTTP API that need a token, from the template: `GET /channels`. */
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

/** All entry points of an engine, for one channel and one user; `validToken` opens the sockets. */
export async function entryPoints(
  laptop: Laptop,
  channel: string,
  userId: string,
  validToken: () => string,
): Promise<EntryPoint[]> {
  const { api } = laptop.addresses;
  const routes = (await routeKeys()).map((key): EntryPoint => {
    const [method = '', path = ''] = key.split(' ');
    const url = api + path.replaceAll(/\{(\w+)\+?\}/g, (_, name) => (name === 'channel' ? channel : userId));
    return {
      name: `HTTP ${key}`,
      kind: 'http',
      accepted: /^[24]\d\d$/,
      rejection: '401 {"message":"Unauthorized"}',
      async tryToken(token) {
        const answer = await fetch(url, {
          method,
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          ...(method !== 'GET' && { body: '{}' }),
        });
        const body = await answer.text();
        const refused = answer.status === 401 || answer.status === 403;
        return { answer: refused ? `${answer.status} ${body}` : `${answer.status}`, body };
      },
    };
  });
  return [...routes, connect(laptop), ...operations(laptop, channel, userId, validToken)];
}

function connect(laptop: Laptop): EntryPoint {
  return {
    name: 'WebSocket connect',
    kind: 'connect',
    accepted: /^connection_ack$/,
    rejection: 'connection_error UnauthorizedException',
    async tryToken(token) {
      try {
        using peer = await connectWith(laptop, token);
        peer.send('{"type":"connection_init"}');
        return tokenResult(await peer.nextText());
      } catch (error) {
        // An upgrade request that exceeds the size limit of HTTP headers is rejected.
        return { answer: (error as Error).message, body: '' };
      }
    },
  };
}

function operations(laptop: Laptop, channel: string, userId: string, validToken: () => string): EntryPoint[] {
  const typing = JSON.stringify({ kind: 'typing' });
  const read = JSON.stringify({ kind: 'read', channel, readSeq: 1, readCount: 1 });
  const subscribe = (path: string): EntryPoint => operation('subscribe', path, {});
  const publish = (path: string, event: string): EntryPoint => operation('publish', path, { events: [event] });
  const operation = (type: 'subscribe' | 'publish', path: string, more: object): EntryPoint => ({
    name: `WebSocket ${type} ${path}`,
    kind: 'operation',
    accepted: new RegExp(`^${type}_success$`),
    rejection: `${type}_error UnauthorizedException`,
    async tryToken(token) {
      using peer = await connectWith(laptop, validToken());
      peer.send(JSON.stringify({ type, id: newId(), channel: path, authorization: { Authorization: token }, ...more }));
      return tokenResult(await peer.nextText());
    },
  });
  const post = (path: string, event: string): EntryPoint => ({
    name: `HTTP publish ${path}`,
    kind: 'operation',
    accepted: /^200 $/,
    rejection: '401 UnauthorizedException',
    async tryToken(token) {
      const answer = await fetch(laptop.addresses.eventsHttp, {
        method: 'POST',
        headers: { authorization: token, 'content-type': 'application/json' },
        body: JSON.stringify({ channel: path, events: [event] }),
      });
      return {
        answer: `${answer.status} ${answer.headers.get('x-amzn-errortype') ?? ''}`,
        body: await answer.text(),
      };
    },
  });
  return [
    ...[logPath(channel), signalPath(channel), userPath(userId)].map(subscribe),
    publish(signalPath(channel), typing),
    publish(userPath(userId), read),
    post(signalPath(channel), typing),
    post(userPath(userId), read),
  ];
}

/** Connects with a token, as a browser does. */
export function connectWith({ addresses }: Pick<Laptop, 'addresses'>, token: string): Promise<Peer> {
  const { host } = new URL(addresses.eventsHttp);
  return new Peer(addresses.eventsRealtime, [
    'aws-appsync-event-ws',
    credentials({ host, Authorization: token }),
  ]).opened();
}

function tokenResult(frame: string): TokenResult {
  const { type, errors } = JSON.parse(frame) as { type: string; errors?: { errorType: string }[] };
  return { answer: [type, errors?.[0]?.errorType].filter(Boolean).join(' '), body: frame };
}
