// The states of a connection, what moves it from one to the next, and what the default bus is told.

/**
 *   (created) ─► AUTHORIZED ──rejected (401, 407), de-authorized─► DEAUTHORIZED
 *                  ▲    ▲                                             │
 *                  │    └──────────────credentials given──────────────┘
 *                  └ credentials given
 *
 * CREATING, UPDATING, AUTHORIZING and DEAUTHORIZING pass in no time with API_KEY and BASIC, which AWS does not probe.
 */
export type ConnectionState = 'AUTHORIZED' | 'DEAUTHORIZED';
export type ConnectionHappening = 'credentials-given' | 'rejected' | 'de-authorized';

/** What a connection becomes (EventBridge User Guide, de-authorizing connections). */
export const NEXT: Readonly<Record<ConnectionState, Readonly<Record<ConnectionHappening, ConnectionState>>>> = {
  AUTHORIZED: { 'credentials-given': 'AUTHORIZED', rejected: 'DEAUTHORIZED', 'de-authorized': 'DEAUTHORIZED' },
  DEAUTHORIZED: { 'credentials-given': 'AUTHORIZED', rejected: 'DEAUTHORIZED', 'de-authorized': 'DEAUTHORIZED' },
};

/** What the API destinations of a connection are in each of its states: nothing is sent while INACTIVE. */
export const DESTINATION_STATE: Readonly<Record<ConnectionState, 'ACTIVE' | 'INACTIVE'>> = {
  AUTHORIZED: 'ACTIVE',
  DEAUTHORIZED: 'INACTIVE',
};

/** The detail types of the events on the default bus (EventBridge events reference). */
export const DETAIL_TYPES: Readonly<Record<ConnectionState, { connection: string; destination: string }>> = {
  AUTHORIZED: { connection: 'Connection Authorized', destination: 'API Destination Activated' },
  DEAUTHORIZED: { connection: 'Connection Deauthorized', destination: 'API Destination Deactivated' },
};

/** Which answers of an endpoint take an API_KEY or BASIC connection its authorization: 403 is not one of them. */
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
