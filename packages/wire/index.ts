// The public API of `@parley/wire`: the protocol between a client and AppSync Events.
export { matches, namespaceOf, parseChannelPath, parseSubscribePath, segmentsOf } from './channel-path.ts';
export { WireError, type WireErrorCode } from './errors.ts';
export type {
  ClientFrame,
  ConnectionInit,
  FailedEvent,
  FrameError,
  Publish,
  PublishResult,
  ServerFrame,
  Subscribe,
  SuccessfulEvent,
  Unsubscribe,
} from './frames.ts';
export {
  type Authorization,
  encodeCredentials,
  parseAuthorization,
  parseCredentials,
  SUBPROTOCOL,
} from './handshake.ts';
export {
  CONNECTION_LIFE_MS,
  CONNECTION_TIMEOUT_MS,
  EVENT_BYTES_MAX,
  EVENTS_MAX,
  HANDLER_CODE_MAX,
  ID_PATTERN,
  KEEP_ALIVE_MS,
  PUBLISH_BYTES_MAX,
  PUBLISHES_PER_SECOND,
  SEGMENT_MAX,
  SEGMENTS_MAX,
  SUBSCRIPTIONS_MAX,
} from './limits.ts';
