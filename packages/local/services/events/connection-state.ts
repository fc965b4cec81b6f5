// The states of a connection, their transitions, and the events about them on the default bus.

/**
 *   (created) ─► AUTHORIZED ──rejected (401, 407), deauthorized──► DEAUTHORIZED
 *                  ▲    ▲                                             │
 *                  │    └──────────────credentials given──────────────┘
 *                  └ credentials given
 *
 * CREATING, UPDATING, AUTHORIZING and DEAUTHORIZING last no time with API_KEY and BASIC, which AWS does not probe.
 */
export type ConnectionState = 'AUTHORIZED' | 'DEAUTHORIZED';
export type ConnectionTransition = 'credentials-given' | 'rejected' | 'deauthorized';

/** The next state of a connection (EventBridge User Guide, de-authorizing connections). */
export const NEXT: Readonly<Record<ConnectionState, Readonly<Record<ConnectionTransition, ConnectionState>>>> = {
  AUTHORIZED: { 'credentials-given': 'AUTHORIZED', rejected: 'DEAUTHORIZED', deauthorized: 'DEAUTHORIZED' },
  DEAUTHORIZED: { 'credentials-given': 'AUTHORIZED', rejected: 'DEAUTHORIZED', deauthorized: 'DEAUTHORIZED' },
};

/** The state of a connection's API destinations: an INACTIVE one sends nothing. */
export const DESTINATION_STATE: Readonly<Record<ConnectionState, 'ACTIVE' | 'INACTIVE'>> = {
  AUTHORIZED: 'ACTIVE',
  DEAUTHORIZED: 'INACTIVE',
};

/** The detail types of the events on the default bus (EventBridge events reference). */
export const DETAIL_TYPES: Readonly<Record<ConnectionState, { connection: string; destination: string }>> = {
  AUTHORIZED: { connection: 'Connection Authorized', destination: 'API Destination Activated' },
  DEAUTHORIZED: { connection: 'Connection Deauthorized', destination: 'API Destination Deactivated' },
};

/** Whether an answer of the endpoint deauthorizes an API_KEY or BASIC connection; 403 does not. */
export function isRejection(status: number): boolean {
  return status === 401 || status === 407;
}

/** An event of the default bus, as a rule sees it. */
export type BusEvent = {
  source: 'aws.events';
  'detail-type': string;
  resources: readonly string[];
  detail: Readonly<Record<string, string>>;
};
