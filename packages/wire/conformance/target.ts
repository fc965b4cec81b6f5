// The target of the conformance suite: an Event API with the namespaces of `fixture.ts`; and the form of a case.

/** An Event API with the namespaces of the fixture, an API key, and optional abilities. */
export type Target = {
  /** `https://….appsync-api.us-east-1.amazonaws.com/event` */
  readonly http: string;
  /** `wss://….appsync-realtime-api.us-east-1.amazonaws.com/event/realtime` */
  readonly realtime: string;
  /** The `host` of an authorization: the HTTP host. */
  readonly host: string;
  readonly apiKey: string;
  /** A token of the API's user pool. */
  readonly token?: string;
  /**
   * Signs a body as an AWS_IAM caller with all permissions, and `more` fields beside those that browsers sign; returns the header
   * fields of a WebSocket authorization.
   */
  readonly sign?: (body: string, more?: Readonly<Record<string, string>>) => Promise<Readonly<Record<string, string>>>;
  /** Another API: its API key may publish and subscribe, but not connect. */
  readonly closed?: { readonly realtime: string; readonly host: string; readonly apiKey: string };
  /** Advances the server's clock. */
  readonly advance?: (ms: number) => void;
  readonly close?: () => Promise<void>;
};

/** An optional ability; a case that needs it is skipped without it. `sources`: it has `SOURCED_NAMESPACES` too. */
export type Ability = 'token' | 'sign' | 'advance' | 'sources' | 'closed';

/** One case of the suite. */
export type Case = { readonly title: string; readonly needs?: Ability; run(target: Target): Promise<void> };

type Run = Case['run'];

/**
 * Defines a case. Its title begins with its number and the confidence that AWS behaves so: H documented or observed, M one
 * good source, L a weak one, I inferred.
 *
 * @example
 * defineCase('20 [H] unknown fields are ignored', async (target) => { … })
 */
export function defineCase(title: string, run: Run): Case;
export function defineCase(title: string, options: { needs: Ability }, run: Run): Case;
export function defineCase(title: string, options: { needs: Ability } | Run, run?: Run): Case {
  return typeof options === 'function' ? { title, run: options } : { title, needs: options.needs, run: run as Run };
}
