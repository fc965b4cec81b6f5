// What the conformance suite is run against: an Event API somewhere, with the namespaces of `fixture.ts`.

/** An Event API that has the namespaces of the fixture, API keys to connect with, and what else it can be asked for. */
export type Target = {
  /** `https://….appsync-api.us-east-1.amazonaws.com/event` */
  readonly http: string;
  /** `wss://….appsync-realtime-api.us-east-1.amazonaws.com/event/realtime` */
  readonly realtime: string;
  /** What `host` of an authorization says: the HTTP host. */
  readonly host: string;
  readonly apiKey: string;
  /** A token of the API's user pool. */
  readonly token?: string;
  /** Signs a body as a caller of AWS_IAM who may do everything; gives the header fields of a WebSocket authorization. */
  readonly sign?: (body: string) => Promise<Readonly<Record<string, string>>>;
  /** Another API: it takes its API key for publishing and subscribing, but not for connecting. */
  readonly closed?: { readonly realtime: string; readonly host: string; readonly apiKey: string };
  /** Moves the server's clock. */
  readonly advance?: (ms: number) => void;
  readonly close?: () => Promise<void>;
};

/** What not every target can do; a case that needs it is skipped elsewhere. `sources`: it has `SOURCED_NAMESPACES` too. */
export type Ability = 'token' | 'sign' | 'advance' | 'sources' | 'closed';

/** One case of the suite. `mark` is how sure it is that AWS does so: H documented or seen, M one good source, I inferred. */
export type Case = {
  readonly number: string;
  readonly mark: 'H' | 'M' | 'I' | 'L';
  readonly says: string;
  readonly needs?: Ability;
  run(target: Target): Promise<void>;
};
