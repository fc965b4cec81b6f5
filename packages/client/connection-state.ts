// The states of the connection and the transitions between them.

/**
 * The state of the connection.
 *
 *   idle ──needed──► connecting ──opened──► handshaking ──acknowledged──► live
 *    ▲                ▲  ▲ │                   │ │                         │
 *    │             retry └─┼──unauthorized─────┘ │                         │
 *    │                │    └─────────────────────┴───────────lost──────────┤
 *    └───unneeded── waiting ◄──────────────────────────────────────────────┘      any ──close──► closed
 *
 * - `idle`: nothing needs a connection.
 * - `connecting`: the credentials are being fetched, then the WebSocket opens.
 * - `handshaking`: the WebSocket is open; AppSync has not acknowledged the connection.
 * - `live`: frames are exchanged.
 * - `waiting`: the connection was lost or refused; the next attempt is scheduled.
 * - `closed`: `close()` was called; this is final.
 */
export type ConnectionState = 'idle' | 'connecting' | 'handshaking' | 'live' | 'waiting' | 'closed';

/**
 * What causes a transition. `unauthorized` is the first refusal of credentials in a row, which new credentials may cure at
 * once; `lost` is any other failure; `unneeded` is a failure while nothing needs the connection; `retry` is the end of the
 * wait.
 */
export type ConnectionTrigger =
  | 'needed'
  | 'opened'
  | 'acknowledged'
  | 'unauthorized'
  | 'lost'
  | 'unneeded'
  | 'retry'
  | 'close';

/** The complete transition table, pure and total: a missing case does not compile. */
export const NEXT_CONNECTION_STATE: Readonly<
  Record<ConnectionState, Readonly<Record<ConnectionTrigger, ConnectionState>>>
> = {
  idle: {
    needed: 'connecting',
    opened: 'idle',
    acknowledged: 'idle',
    unauthorized: 'idle',
    lost: 'idle',
    unneeded: 'idle',
    retry: 'idle',
    close: 'closed',
  },
  connecting: {
    needed: 'connecting',
    opened: 'handshaking',
    acknowledged: 'connecting',
    unauthorized: 'waiting',
    lost: 'waiting',
    unneeded: 'idle',
    retry: 'connecting',
    close: 'closed',
  },
  handshaking: {
    needed: 'handshaking',
    opened: 'handshaking',
    acknowledged: 'live',
    unauthorized: 'connecting',
    lost: 'waiting',
    unneeded: 'idle',
    retry: 'handshaking',
    close: 'closed',
  },
  live: {
    needed: 'live',
    opened: 'live',
    acknowledged: 'live',
    unauthorized: 'connecting',
    lost: 'waiting',
    unneeded: 'idle',
    retry: 'live',
    close: 'closed',
  },
  waiting: {
    needed: 'waiting',
    opened: 'waiting',
    acknowledged: 'waiting',
    unauthorized: 'waiting',
    lost: 'waiting',
    unneeded: 'idle',
    retry: 'connecting',
    close: 'closed',
  },
  closed: {
    needed: 'closed',
    opened: 'closed',
    acknowledged: 'closed',
    unauthorized: 'closed',
    lost: 'closed',
    unneeded: 'closed',
    retry: 'closed',
    close: 'closed',
  },
};
