// The EventBridge service: connections, API destinations, calls to them, and events about their states.
import type { Clock } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import { Hop, type TracedCall, withFaults } from '../../fault-injection/index.ts';
import type { Endpoints } from '../../http/endpoints.ts';
import type { OutboundResponse } from '../../http/outbound-requests.ts';
import type { Storage } from '../../storage/store.ts';
import { REGION } from '../resource-ids.ts';
import { ApiDestination, destinationFaults, parseApiDestination } from './api-destination.ts';
import {
  type BusEvent,
  type ConnectionState,
  DESTINATION_STATE,
  DETAIL_TYPES,
  isRejection,
} from './connection-state.ts';
import { type AssembledRequest, assemble, type TargetRequest } from './destination-request.ts';
import { Connection, type ConnectionIdentity } from './eventbridge-connection.ts';

/** The outcome of a call: an answer, no answer (connection failed, timeout), or not sent: not authorized, or cancelled by its caller. */
export type Outcome =
  | { outcome: 'answered'; answer: OutboundResponse; request: RedactedRequest }
  | { outcome: 'unanswered'; reason: string; request: RedactedRequest }
  | { outcome: 'inactive'; reason: string }
  | { outcome: 'cancelled'; reason: string };

/** A request that was sent, without its secrets. */
export type RedactedRequest = { method: string; url: string; headers: Readonly<Record<string, string>>; body: string };

/** The host of EventBridge in AWS. */
export const EVENTS_HOST = `events.${REGION}.amazonaws.com`;

// Source: EventBridge User Guide, API destinations: 5 seconds for request and response.
const TIMEOUT_MS = 5_000;

type EventBridgeDeps = {
  clock: Clock;
  storage: Storage;
  endpoints: Pick<Endpoints, 'call'>;
  /** @default a hop without rules */
  hop?: Hop;
};

/** The connections and API destinations of an engine. */
export class EventBridge {
  readonly #clock: Clock;
  readonly #storage: Storage;
  readonly #endpoints: Pick<Endpoints, 'call'>;
  readonly #connections = new Map<string, Connection>();
  readonly #destinations = new Map<string, ApiDestination>();
  readonly #listeners = new Set<(event: BusEvent) => void>();
  readonly #hop: Hop;

  constructor({ clock, storage, endpoints, hop }: EventBridgeDeps) {
    this.#hop = hop ?? new Hop('destination', clock);
    this.#clock = clock;
    this.#storage = storage;
    this.#endpoints = endpoints;
  }

  /** Deploys a connection of the template, or reopens the one in the data folder. */
  async createConnection(at: ConnectionIdentity, properties: Readonly<Record<string, unknown>>): Promise<Connection> {
    const connection = new Connection(at, this.#clock, this.#storage);
    const { AuthorizationType, AuthParameters, Description } = properties;
    const description = Description === undefined ? undefined : String(Description);
    const changed = await connection.deploy(AuthorizationType, AuthParameters, description);
    this.#connections.set(at.name, connection);
    if (changed) this.#publishState(connection);
    return connection;
  }

  /** Creates an API destination. */
  createDestination(at: { name: string; arn: string }, properties: Readonly<Record<string, unknown>>): ApiDestination {
    const connection = [...this.#connections.values()].find(({ arn }) => arn === properties.ConnectionArn);
    if (!connection) throw new AwsError('ResourceNotFoundException', `${at.name}: its connection does not exist.`);
    const destination = new ApiDestination(at, connection, parseApiDestination(properties), this.#clock);
    this.#destinations.set(at.name, destination);
    return destination;
  }

  /** Calls an API destination once; never throws. `cancelled` ends the wait for the rate limit. */
  async invoke(destinationArn: string, request: TargetRequest, cancelled?: AbortSignal): Promise<Outcome> {
    const destination = this.destination(destinationArn);
    if (!destination)
      return { outcome: 'unanswered', reason: 'The API destination does not exist.', request: NO_REQUEST };
    const { connection, settings, rateLimiter } = destination;
    if (!(await rateLimiter.acquire(cancelled))) return { outcome: 'cancelled', reason: 'The caller stopped.' };
    const { credentials, credentialsVersion } = connection;
    if (this.state(destination) === 'INACTIVE' || !credentials)
      return { outcome: 'inactive', reason: connection.stored.reason ?? `The connection is ${connection.state}.` };
    let redacted = NO_REQUEST;
    try {
      const assembled = assemble(settings.endpoint, credentials, request);
      redacted = redact(settings.method, assembled);
      const answer = await withFaults(this.#traced(destination, request.trace), () =>
        this.#call(settings.method, assembled),
      );
      if (isRejection(answer.status) && connection.credentialsVersion === credentialsVersion)
        await this.#reject(connection, answer.status);
      return { outcome: 'answered', answer, request: redacted };
    } catch (error) {
      return { outcome: 'unanswered', reason: (error as Error).message, request: redacted };
    }
  }

  /** UpdateConnection: with type and parameters it authorizes the connection; with neither it changes no state. */
  async update(name: string, type: unknown, parameters: unknown, description?: string): Promise<Connection> {
    const connection = this.connection(name);
    if (type === undefined && parameters === undefined) {
      if (description !== undefined) await connection.setDescription(description);
      return connection;
    }
    await connection.authorize(type, parameters, description);
    this.#publishState(connection);
    return connection;
  }

  /** DeauthorizeConnection: from now on nothing is sent. */
  async deauthorize(name: string): Promise<Connection> {
    const connection = this.connection(name);
    await connection.deauthorize('deauthorized', 'The connection was deauthorized by DeauthorizeConnection.');
    this.#publishState(connection);
    return connection;
  }

  /** Calls the listener with every change of state, as an event of the default bus; returns a function that unsubscribes it. */
  subscribe(listener: (event: BusEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The connection of this name; throws if it does not exist. */
  connection(name: string): Connection {
    const connection = this.#connections.get(name);
    if (!connection) throw new AwsError('ResourceNotFoundException', `Connection '${name}' does not exist.`);
    return connection;
  }

  /** The API destination of this ARN or name. */
  destination(arnOrName: string): ApiDestination | undefined {
    return [...this.#destinations.values()].find(({ arn, name }) => arn === arnOrName || name === arnOrName);
  }

  /** The state of an API destination; an INACTIVE one sends nothing. */
  state(destination: ApiDestination): 'ACTIVE' | 'INACTIVE' {
    const { state, credentials } = destination.connection;
    return credentials ? DESTINATION_STATE[state] : 'INACTIVE';
  }

  get connections(): readonly Connection[] {
    return [...this.#connections.values()];
  }

  /** The engine's clock decides about the timeout; the socket's own timeout closes the connection. */
  #call(method: string, { url, headers, body }: AssembledRequest): Promise<OutboundResponse> {
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(TIMEOUT_MS, () =>
        reject(new Error(`No answer within ${TIMEOUT_MS / 1_000} s.`)),
      );
      this.#endpoints.call(url, { method, headers, body, timeoutMs: TIMEOUT_MS }).then(resolve, reject).finally(cancel);
    });
  }

  #traced({ name, connection }: ApiDestination, trace: string | undefined): TracedCall<OutboundResponse> {
    const hop = this.#hop;
    const reauthorize = () =>
      void connection.reauthorize().then(
        () => this.#publishState(connection),
        () => {},
      );
    return {
      hop,
      site: 'call',
      subject: name,
      trace,
      started: ['called', name],
      returned: ({ status }) => ['answered', String(status)],
      injected: destinationFaults({ hop, timeoutMs: TIMEOUT_MS, reauthorize }),
    };
  }

  async #reject(connection: Connection, status: number): Promise<void> {
    const before = connection.state;
    const written = connection.deauthorize(
      'rejected',
      `The endpoint answered ${status}: it does not accept the connection's credentials.`,
    );
    if (before !== connection.state) this.#publishState(connection);
    // The state is changed in memory; if the disk fails, the answer must not become a failure.
    await written.catch(() => {});
  }

  #publishState(connection: Connection): void {
    const { state, stored } = connection;
    // Source: EventBridge User Guide, connection events: `2024-10-24 09:26:35 +0000 UTC`.
    const Timestamp = `${new Date(this.#clock.now()).toISOString().slice(0, 19).replace('T', ' ')} +0000 UTC`;
    const types: { connection: string; destination: string } = DETAIL_TYPES[state satisfies ConnectionState];
    const reason: Record<string, string> = stored.reason ? { StateReason: stored.reason } : {};
    this.#emit(types.connection, connection.arn, { ConnectionName: connection.name, ...reason, Timestamp });
    for (const destination of this.#destinations.values()) {
      if (destination.connection === connection)
        this.#emit(types.destination, destination.arn, { ApiDestinationName: destination.name, Timestamp });
    }
  }

  #emit(type: string, arn: string, detail: Record<string, string>): void {
    for (const listener of this.#listeners)
      listener({ source: 'aws.events', 'detail-type': type, resources: [arn], detail });
  }
}

const NO_REQUEST: RedactedRequest = { method: '', url: '', headers: {}, body: '' };

function redact(method: string, { url, headers, body, secrets }: AssembledRequest): RedactedRequest {
  const visible = Object.entries(headers).filter(([name]) => !secrets.includes(name.toLowerCase()));
  return { method, url, headers: Object.fromEntries(visible), body };
}
