// The limits of AppSync Events, each with the AWS page that documents it.

/** Events of one publish. "Publish events via WebSocket". */
export const EVENTS_MAX = 5;

/** Bytes of one event, after the handler: 240 KB. "AWS AppSync Events concepts". */
export const EVENT_BYTES_MAX = 240 * 1024;

/** Bytes of one publish request: 1.2 MB. "AppSync endpoints and quotas". */
export const PUBLISH_BYTES_MAX = Math.floor(1.2 * 1024 * 1024);

/** Segments of a channel path, the namespace included. "Understanding the Event API WebSocket protocol". */
export const SEGMENTS_MAX = 5;

/** Characters of one segment. The same page. */
export const SEGMENT_MAX = 50;

/** The form of an operation id. The same page. */
export const ID_PATTERN = /^[a-zA-Z0-9\-_+]{1,128}$/;

/** The interval of the server's keep-alives. The same page. */
export const KEEP_ALIVE_MS = 60_000;

/** The time without any frame after which a client closes the connection. The same page. */
export const CONNECTION_TIMEOUT_MS = 300_000;

/** The longest duration of a connection. The same page. */
export const CONNECTION_LIFE_MS = 24 * 60 * 60 * 1000;

/** Subscriptions of one connection. "AppSync endpoints and quotas". */
export const SUBSCRIPTIONS_MAX = 200;

/** Publishes of one connection in one second. "AppSync endpoints and quotas". */
export const PUBLISHES_PER_SECOND = 25;

/** Characters of a namespace's handler code. CloudFormation, "AWS::AppSync::ChannelNamespace". */
export const HANDLER_CODE_MAX = 32_768;
