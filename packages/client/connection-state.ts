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
 * - `idle`: nothing needs a connection, or `disconnect()` was called.
 * - `connecting`: the credentials are being fetched, then the WebSocket opens.
 * - `handshaking`: the WebSocket is open; AppSync has not acknowledged the connection.
 * - `live`: frames are exchanged.
 * - `waiting`: the connection was lost or refused; the next attempt is scheduled.
 * - `closed`: `close()` was called; this is final.
 */
export type ConnectionState = 'idle' | 'connecting' | 'handshaking' | 'live' | 'waiting' | 'closed';

/**
 * What causes a transition. `unauthorized` is the first refusal of credentials in a row, which new credentials may cure at
 * once; `lost` is any other failure; `unneeded` is a failure while nothing needs the connection, or a call
 * of `disconnect()`; `retry` is the end of the wait, or a call of `wake()`.
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

/** The state after a trigger. A trigger that the table does not name changes nothing; `close` closes. */
export function nextConnectionState(state: ConnectionState, trigger: ConnectionTrigger): ConnectionState {
  return trigger === 'close' ? 'closed' : (CHANGES[state][trigger] ?? state);
}

/** The transition table: a state that is missing does not compile. */
const CHANGES: Readonly<Record<ConnectionState, Readonly<Partial<Record<ConnectionTrigger, ConnectionState>>>>> = {
  idle: { needed: 'connecting', retry: 'connecting' },
  connecting: { opened: 'handshaking', unauthorized: 'waiting', lost: 'waiting', unneeded: 'idle' },
  handshaking: { acknowledged: 'live', unauthorized: 'connecting', lost: 'waiting', unneeded: 'idle' },
  live: { unauthorized: 'connecting', lost: 'waiting', unneeded: 'idle' },
  waiting: { retry: 'connecting', unneeded: 'idle' },
  closed: {},
};
