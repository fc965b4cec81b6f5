// The frames between a client and AppSync Events over the WebSocket. PROTOCOL.md describes each.
import type { Authorization } from './handshake.ts';

/** Optional first frame of a client. */
export type ConnectionInit = { type: 'connection_init' };

/** Subscribes to a channel, or with `/*` at its end to all channels below it. */
export type Subscribe = { type: 'subscribe'; id: string; channel: string; authorization: Authorization };

/** Ends the subscription with this id. */
export type Unsubscribe = { type: 'unsubscribe'; id: string };

/** Publishes one to five events, each the JSON text of a value. */
export type Publish = {
  type: 'publish';
  id: string;
  channel: string;
  events: readonly string[];
  authorization: Authorization;
};

/** All frames of a client. */
export type ClientFrame = ConnectionInit | Subscribe | Unsubscribe | Publish;

/** One error of a frame. An unknown namespace has no `message`; only `connection_error` has an `errorCode`. */
export type FrameError = { errorType?: string; message?: string; errorCode?: number };

/** An accepted event: its index in the request, and the id that handlers received. */
export type SuccessfulEvent = { identifier: string; index: number };

/** An event that was not broadcast, although the request as a whole succeeded. */
export type FailedEvent = SuccessfulEvent & { code: string | number; message: string };

/** The result for each event of a publish, over the WebSocket and over HTTP. */
export type PublishResult = { successful: SuccessfulEvent[]; failed: FailedEvent[] };

/** All frames of the server. */
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
  /** `event` is one JSON text, although AWS's own sample shows a list: all live captures and typed clients agree. */
  | { type: 'data'; id: string; event: string }
  | { type: 'broadcast_error'; id: string; errors: FrameError[] }
  | { type: 'error'; id?: string; errors: FrameError[] };
