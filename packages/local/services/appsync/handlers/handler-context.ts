// `ctx`: the argument of a handler. "Event API context reference".
import { segmentsOf } from '@parley/wire';
import type { Caller, RequestOrigin } from '../auth/authorization-modes.ts';

/** A publish or a subscribe, with its caller. */
export type HandlerEvent = {
  readonly operation: 'PUBLISH' | 'SUBSCRIBE';
  readonly channel: string;
  readonly namespace: string;
  readonly caller: Caller;
  readonly origin: RequestOrigin;
  /** The JSON texts of the events, each with its id; absent for a subscribe. */
  readonly events?: readonly IncomingEvent[];
};

/** A published event: the id that AppSync assigned, and its JSON text. */
export type IncomingEvent = { readonly id: string; readonly text: string };

/** `ctx` as JSON. The events are JSON already and are inserted as they are, so that nothing is parsed and written again. */
export function encodeContext(event: HandlerEvent, more: Readonly<Record<string, unknown>> = {}): string {
  const { operation, channel, namespace, caller, origin, events } = event;
  const context = JSON.stringify({
    identity: caller.identity,
    info: {
      channel: { path: channel, segments: segmentsOf(channel) },
      channelNamespace: { name: namespace },
      operation,
    },
    // The domain name is null unless a custom domain is used, and there is none here.
    request: { headers: origin.headers, domainName: null },
    stash: {},
    ...more,
  });
  if (!events) return context;
  const list = events.map(({ id, text }) => `{"id":"${id}","payload":${text}}`).join(',');
  return `${context.slice(0, -1)},"events":[${list}]}`;
}

/** What `util.authType()` returns for each mode. */
export function authTypeText({ mode }: Caller): string {
  return AUTH_TYPE_TEXTS[mode];
}

const AUTH_TYPE_TEXTS = {
  API_KEY: 'API Key Authorization',
  AMAZON_COGNITO_USER_POOLS: 'User Pool Authorization',
  OPENID_CONNECT: 'Open ID Connect Authorization',
  AWS_IAM: 'IAM Authorization',
  AWS_LAMBDA: 'Lambda Authorization',
} as const;
