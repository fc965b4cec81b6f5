// The frames: what a client and AppSync Events say to each other over the WebSocket. PROTOCOL.md tells them one by one.
import type { Authorization } from './handshake.ts';

/** Optional greeting of a client. */
export type ConnectionInit = { type: 'connection_init' };

/** Asks for the events of a channel, or with `/*` at its end of all channels below. */
export type Subscribe = { type: 'subscribe'; id: string; channel: string; authorization: Authorization };

/** Ends the subscription that was made with this id. */
export type Unsubscribe = { type: 'unsubscribe'; id: string };

/** Publishes one to five events, each the JSON text of a value. */
export type Publish = {
  type: 'publish';
  id: string;
  channel: string;
  events: readonly string[];
  authorization: Authorization;
};

/** Everything that a client may send. */
export type ClientFrame = ConnectionInit | Subscribe | Unsubscribe | Publish;

/** One reason of a refusal. An unknown namespace gives no `message`; only `connection_error` has an `errorCode`. */
export type FrameError = { errorType?: string; message?: string; errorCode?: number };

/** An event that was taken: its place in the request and the id that handlers saw. */
export type SuccessfulEvent = { identifier: string; index: number };

/** An event that was not broadcast, although the request as a whole was taken. */
export type FailedEvent = SuccessfulEvent & { code: string | number; message: string };

/** What became of each event of a publish, over the WebSocket and over HTTP. */
export type PublishResult = { successful: SuccessfulEvent[]; failed: FailedEvent[] };

/** Everything that the server may send. */
export type ServerFrame =
  | { type: 'connection_ack'; connectionTimeoutMs: number }
  | { type: 'connection_error'; errors: FrameError[] }
  | { type: 'ka' }
  | { type: 'subscribe_success'; id: string }
  | { type: 'subscribe_error'; id: string; errors: FrameError[] }
  | { type: 'unsubscribe_success'; id: string }
  | { type: 'unsubscribe_error'; id: string; errors: FrameError[] }
  | ({ type: 'publish_success'; id: string } & PublishResult)
  | { type: 'publish_error'; id: string; errors: FrameError[] }
  /** `event` is one JSON text, although AWS's own sample shows an array: every live capture and typed client agrees. */
  | { type: 'data'; id: string; event: string }
  | { type: 'broadcast_error'; id: string; errors: FrameError[] }
  | { type: 'error'; id?: string; errors: FrameError[] };
