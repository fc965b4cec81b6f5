// `ctx`: what a handler gets to see. "Event API context reference".
import { segmentsOf } from '@parley/wire';
import type { Caller, Origin } from '../auth/authorization-modes.ts';

/** What is published or subscribed to, and by whom. */
export type Occasion = {
  readonly operation: 'PUBLISH' | 'SUBSCRIBE';
  readonly channel: string;
  readonly namespace: string;
  readonly caller: Caller;
  readonly origin: Origin;
  /** The JSON texts of the events, each with its id; none for a subscribe. */
  readonly events?: readonly IncomingEvent[];
};

/** An event on its way in: the id that AppSync gave it, and its JSON text. */
export type IncomingEvent = { readonly id: string; readonly text: string };

/** `ctx` as JSON. The events are JSON already and are put in as they came, so that nothing is read and written again. */
export function encodeContext(occasion: Occasion, more: Readonly<Record<string, unknown>> = {}): string {
  const { operation, channel, namespace, caller, origin, events } = occasion;
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

/** What `util.authType()` answers for each mode. */
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
