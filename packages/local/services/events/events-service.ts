// EventBridge on the laptop: connections, API destinations, calls to them, and the news of their states.
import type { Clock } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import { Hop, type TracedCall, withFaults } from '../../fault-injection/index.ts';
import type { Endpoints, OutboundResponse } from '../../http/endpoints.ts';
import type { Storage } from '../../storage/store.ts';
import { REGION } from '../resource-ids.ts';
import { Destination, parseDestination } from './api-destination.ts';
import {
  type BusEvent,
  type ConnectionState,
  DESTINATION_STATE,
  DETAIL_TYPES,
  isRejection,
} from './connection-state.ts';
import { destinationFaults } from './destination-faults.ts';
import { type AssembledRequest, assemble, type TargetRequest } from './destination-request.ts';
import { Connection } from './eventbridge-connection.ts';

/** What came of a call: an answer, none (refused, too late), or it was not sent as the connection is not authorized. */
export type Outcome =
  | { outcome: 'answered'; answer: OutboundResponse; request: ShownRequest }
  | { outcome: 'unanswered'; reason: string; request: ShownRequest }
  | { outcome: 'inactive'; reason: string };

/** A request as it was sent, without its secrets. */
export type ShownRequest = { method: string; url: string; headers: Readonly<Record<string, string>>; body: string };

/** The host at which AWS answers for EventBridge. */
export const EVENTS_HOST = `events.${REGION}.amazonaws.com`;

// Source: EventBridge User Guide, API destinations: 5 seconds for request and response.
const TIMEOUT_MS = 5_000;

type Needs = {
  clock: Clock;
  storage: Storage;
  endpoints: Pick<Endpoints, 'call'>;
  /** @default nothing goes wrong */
  hop?: Hop;
};

/** All connections and API destinations of the engine. */
export class Events {
  readonly #clock: Clock;
  readonly #storage: Storage;
  readonly #endpoints: Pick<Endpoints, 'call'>;
  readonly #connections = new Map<string, Connection>();
  readonly #destinations = new Map<string, Destination>();
  readonly #listeners = new Set<(event: BusEvent) => void>();
  readonly #hop: Hop;

  constructor({ clock, storage, endpoints, hop }: Needs) {
    this.#hop = hop ?? new Hop('destination', clock);
    this.#clock = clock;
    this.#storage = storage;
    this.#endpoints = endpoints;
  }

  /** Makes a connection as the template wants it, or takes up the one that the data folder remembers. */
  async connect(at: { name: string; arn: string }, properties: Readonly<Record<string, unknown>>): Promise<Connection> {
    const connection = new Connection(at, this.#clock, this.#storage);
    const { AuthorizationType, AuthParameters, Description } = properties;
    const description = Description === undefined ? undefined : String(Description);
    const changed = await connection.deploy(AuthorizationType, AuthParameters, description);
    this.#connections.set(at.name, connection);
    if (changed) this.#tell(connection);
    return connection;
  }

  /** Makes an API destination. */
  direct(at: { name: string; arn: string }, properties: Readonly<Record<string, unknown>>): Destination {
    const connection = [...this.#connections.values()].find(({ arn }) => arn === properties.ConnectionArn);
    if (!connection) throw new AwsError('ResourceNotFoundException', `${at.name}: its connection does not exist.`);
    const destination = new Destination(at, connection, parseDestination(properties), this.#clock);
    this.#destinations.set(at.name, destination);
    return destination;
  }

  /** Calls an API destination once; never throws. */
  async invoke(destinationArn: string, request: TargetRequest): Promise<Outcome> {
    const destination = this.destination(destinationArn);
    if (!destination) return { outcome: 'unanswered', reason: 'The API destination does not exist.', request: NOTHING };
    const { connection, settings, pace } = destination;
    await pace.turn();
    const { credentials, edition } = connection;
    if (this.state(destination) === 'INACTIVE' || !credentials)
      return { outcome: 'inactive', reason: connection.kept.reason ?? `The connection is ${connection.state}.` };
    let shown = NOTHING;
    try {
      const assembled = assemble(settings.endpoint, credentials, request);
      shown = show(settings.method, assembled);
      const answer = await withFaults(this.#traced(destination, request.trace), () =>
        this.#call(settings.method, assembled),
      );
      if (isRejection(answer.status) && connection.edition === edition) await this.#reject(connection, answer.status);
      return { outcome: 'answered', answer, request: shown };
    } catch (error) {
      return { outcome: 'unanswered', reason: (error as Error).message, request: shown };
    }
  }

  /** UpdateConnection: with type and parameters it authorizes the connection; with neither it changes no state. */
  async update(name: string, type: unknown, parameters: unknown, description?: string): Promise<Connection> {
    const connection = this.connection(name);
    if (type === undefined && parameters === undefined) {
      if (description !== undefined) await connection.describe(description);
      return connection;
    }
    await connection.authorize(type, parameters, description);
    this.#tell(connection);
    return connection;
  }

  /** DeauthorizeConnection: nothing is sent from now on. */
  async deauthorize(name: string): Promise<Connection> {
    const connection = this.connection(name);
    await connection.deauthorize('de-authorized', 'The connection was de-authorized by DeauthorizeConnection.');
    this.#tell(connection);
    return connection;
  }

  /** Hears of every change of state, as a rule on the default bus would. */
  on(listener: (event: BusEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The connection of this name; refuses a name that is not known. */
  connection(name: string): Connection {
    const connection = this.#connections.get(name);
    if (!connection) throw new AwsError('ResourceNotFoundException', `Connection '${name}' does not exist.`);
    return connection;
  }

  /** The API destination of this ARN or name. */
  destination(arnOrName: string): Destination | undefined {
    return [...this.#destinations.values()].find(({ arn, name }) => arn === arnOrName || name === arnOrName);
  }

  /** Whether an API destination sends. */
  state(destination: Destination): 'ACTIVE' | 'INACTIVE' {
    const { state, credentials } = destination.connection;
    return credentials ? DESTINATION_STATE[state] : 'INACTIVE';
  }

  get connections(): readonly Connection[] {
    return [...this.#connections.values()];
  }

  /** The clock decides what is too late; the socket's own limit lets go of it. */
  #call(method: string, { url, headers, body }: AssembledRequest): Promise<OutboundResponse> {
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(TIMEOUT_MS, () =>
        reject(new Error(`No answer within ${TIMEOUT_MS / 1_000} s.`)),
      );
      this.#endpoints.call(url, { method, headers, body, timeoutMs: TIMEOUT_MS }).then(resolve, reject).finally(cancel);
    });
  }

  #traced({ name, connection }: Destination, trace: string | undefined): TracedCall<OutboundResponse> {
    const hop = this.#hop;
    const reauthorize = () =>
      void connection.reauthorize().then(
        () => this.#tell(connection),
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
    const kept = connection.deauthorize(
      'rejected',
      `The endpoint answered ${status}: it does not accept the connection's credentials.`,
    );
    if (before !== connection.state) this.#tell(connection);
    // The state holds in memory; a disk that cannot take it must not turn an answer into a failure.
    await kept.catch(() => {});
  }

  #tell(connection: Connection): void {
    const { state, kept } = connection;
    // Source: EventBridge User Guide, connection events: `2024-10-24 09:26:35 +0000 UTC`.
    const Timestamp = `${new Date(this.#clock.now()).toISOString().slice(0, 19).replace('T', ' ')} +0000 UTC`;
    const types: { connection: string; destination: string } = DETAIL_TYPES[state satisfies ConnectionState];
    const reason: Record<string, string> = kept.reason ? { StateReason: kept.reason } : {};
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

const NOTHING: ShownRequest = { method: '', url: '', headers: {}, body: '' };

function show(method: string, { url, headers, body, secrets }: AssembledRequest): ShownRequest {
  const shown = Object.entries(headers).filter(([name]) => !secrets.includes(name.toLowerCase()));
  return { method, url, headers: Object.fromEntries(shown), body };
}
