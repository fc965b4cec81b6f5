// The states of the connection, and what leads from one to the next.

/**
 * Where the connection stands.
 *
 *   idle ──needed──► dialling ──opened──► greeting ──acknowledged──► live
 *    ▲                ▲  ▲ │                │ │                       │
 *    │               due └─┼─────stale──────┘ │                       │
 *    │                │    └──────────────────┴───────────lost────────┤
 *    └───unneeded── waiting ◄─────────────────────────────────────────┘      any ──close──► closed
 *
 * - `idle`: nothing needs a connection yet.
 * - `dialling`: asking for credentials, then opening the socket.
 * - `greeting`: the socket is open; AppSync has not said yes.
 * - `live`: frames go both ways.
 * - `waiting`: lost or refused; the next attempt has its time.
 * - `closed`: by `close()`, for good.
 */
export type ConnectionState = 'idle' | 'dialling' | 'greeting' | 'live' | 'waiting' | 'closed';

/**
 * What can happen to the connection. `stale` is the first refusal of credentials in a row, which asking for new ones may
 * cure at once; `lost` is every other end; `unneeded` is an end that nobody minds.
 */
export type Happening = 'needed' | 'opened' | 'acknowledged' | 'stale' | 'lost' | 'unneeded' | 'due' | 'close';

/** The whole behaviour, pure and total: a missing case does not compile. */
export const NEXT: Readonly<Record<ConnectionState, Readonly<Record<Happening, ConnectionState>>>> = {
  idle: {
    needed: 'dialling',
    opened: 'idle',
    acknowledged: 'idle',
    stale: 'idle',
    lost: 'idle',
    unneeded: 'idle',
    due: 'idle',
    close: 'closed',
  },
  dialling: {
    needed: 'dialling',
    opened: 'greeting',
    acknowledged: 'dialling',
    stale: 'waiting',
    lost: 'waiting',
    unneeded: 'idle',
    due: 'dialling',
    close: 'closed',
  },
  greeting: {
    needed: 'greeting',
    opened: 'greeting',
    acknowledged: 'live',
    stale: 'dialling',
    lost: 'waiting',
    unneeded: 'idle',
    due: 'greeting',
    close: 'closed',
  },
  live: {
    needed: 'live',
    opened: 'live',
    acknowledged: 'live',
    stale: 'dialling',
    lost: 'waiting',
    unneeded: 'idle',
    due: 'live',
    close: 'closed',
  },
  waiting: {
    needed: 'waiting',
    opened: 'waiting',
    acknowledged: 'waiting',
    stale: 'waiting',
    lost: 'waiting',
    unneeded: 'idle',
    due: 'dialling',
    close: 'closed',
  },
  closed: {
    needed: 'closed',
    opened: 'closed',
    acknowledged: 'closed',
    stale: 'closed',
    lost: 'closed',
    unneeded: 'closed',
    due: 'closed',
    close: 'closed',
  },
};
