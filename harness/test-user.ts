// Somebody who uses Parley without a browser: the vocabulary of the tests that need none.

import {
  applyChange,
  type Channel,
  type Deletion,
  type Edit,
  type Entry,
  isChange,
  logPath,
  type Message,
  newId,
  type Page,
  parseEntry,
  type Reaction,
  type Sync,
} from '@parley/chat';
import { EventsClient } from '@parley/client';
import type { Addresses } from './parley-process.ts';
import { signIn } from './sign-in.ts';

/** An answer of the HTTP API. */
export type Answer<Body> = { status: number; body: Body };
type Refusal = { code: string; message: string };
/** A running Parley, as far as people need to know it. */
type Parley = { readonly at: Pick<Addresses, 'api' | 'page' | 'eventsHttp' | 'eventsRealtime' | 'outputs'> };

/** The words of messages, in their order. */
export function wordsOf(entries: readonly Entry[]): string[] {
  return entries.filter((entry) => entry.kind === 'message').map(({ message }) => message);
}

/** A message with one more entry of its log worked into it, as every reader does it. */
export function reading(message: Message, entry: Entry): Message {
  return isChange(entry) ? applyChange(message, entry) : message;
}

/** A person with a token: says things over HTTP, hears things over the socket. */
export class Person {
  readonly token: string;
  readonly #parley: Pick<Parley, 'at'>;

  private constructor(parley: Pick<Parley, 'at'>, token: string) {
    this.#parley = parley;
    this.token = token;
  }

  static async signsIn(parley: Pick<Parley, 'at'>, name: string): Promise<Person> {
    const { outputs, page } = parley.at;
    return new Person(
      parley,
      await signIn({ signIn: outputs['SignIn'] ?? '', clientId: outputs['ClientId'] ?? '', page }, name),
    );
  }

  /** Somebody who has a token already. */
  static with(parley: Pick<Parley, 'at'>, token: string): Person {
    return new Person(parley, token);
  }

  /** Who the token says this is. */
  get sub(): string {
    return JSON.parse(Buffer.from(this.token.split('.')[1] ?? '', 'base64url').toString()).sub;
  }

  says(channel: string, message: string, id = newId()): Promise<Answer<Message & Refusal>> {
    return this.asks('POST', `/channels/${channel}/messages`, { id, message });
  }

  edits(channel: string, target: number, message: string, id = newId()): Promise<Answer<Edit & Refusal>> {
    return this.asks('POST', `/channels/${channel}/messages`, { id, kind: 'edit', target, message });
  }

  deletes(channel: string, target: number, id = newId()): Promise<Answer<Deletion & Refusal>> {
    return this.asks('POST', `/channels/${channel}/messages`, { id, kind: 'deletion', target });
  }

  reacts(channel: string, target: number, emoji: string, on = true, id = newId()): Promise<Answer<Reaction & Refusal>> {
    return this.asks('POST', `/channels/${channel}/messages`, { id, kind: 'reaction', target, emoji, on });
  }

  /** Makes a channel that no other test talks in; the others, by name, come into it. */
  async makesChannel(...others: string[]): Promise<string> {
    const letters = newId()
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, '');
    const { status, body } = await this.asks<Channel>('POST', '/channels', { name: `test-${letters}` });
    if (status !== 201) throw new Error(`The channel was answered with ${status}.`);
    for (const name of others) await (await Person.signsIn(this.#parley, name)).joins(body.name);
    return body.name;
  }

  /** Comes into a public channel that somebody has made. */
  async joins(channel: string): Promise<void> {
    const { status } = await this.asks('POST', `/channels/${channel}/members`, {});
    if (status !== 200) throw new Error(`The joining was answered with ${status}.`);
  }

  /** A channel as the list of channels shows it to this person. */
  async sees(channel: string): Promise<Channel | undefined> {
    const { body } = await this.asks<{ channels: Channel[] }>('GET', '/channels');
    return body.channels.find(({ name }) => name === channel);
  }

  /** Tells that a channel was seen up to there. */
  saw(channel: string, seq: unknown): Promise<Answer<{ readSeq: number; readCount: number } & Refusal>> {
    return this.asks('PUT', `/channels/${channel}/read`, { seq });
  }

  reads(channel: string, query = ''): Promise<Answer<Page & Refusal>> {
    return this.asks('GET', `/channels/${channel}/messages${query}`);
  }

  /** Every entry of a channel, page by page from the first. */
  async readsAll(channel: string): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (;;) {
      const { body } = await this.reads(channel, `?after=${entries.at(-1)?.seq ?? 0}&limit=200`);
      entries.push(...body.entries.map(parseEntry));
      if (!body.more) return entries;
    }
  }

  async asks<Body>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<Body>> {
    const answer = await this.sends(method, path, body, headers);
    return { status: answer.status, body: (await answer.json()) as Body };
  }

  /** Sends a request as it is; its whole answer. */
  sends(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.#parley.at.api + path, {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  }

  /** Everything since: the last seq of each channel is told. */
  syncs(channels: unknown): Promise<Answer<Sync & Refusal>> {
    return this.asks('POST', '/sync', { channels });
  }

  /** Starts to listen; `until(n)` waits for the n-th event. */
  async listens(channel: string): Promise<Ears> {
    return Ears.open(this.#parley, this.token, logPath(channel));
  }
}

/** An open subscription, and what came over it. */
export class Ears {
  readonly events: Entry[] = [];
  readonly #client: EventsClient;
  #live = false;
  #waiting: (() => void)[] = [];

  private constructor(client: EventsClient) {
    this.#client = client;
  }

  static async open(parley: Pick<Parley, 'at'>, token: string, path: string): Promise<Ears> {
    const { eventsHttp: http, eventsRealtime: realtime } = parley.at;
    const client = new EventsClient({ http, realtime, authorization: () => ({ Authorization: token }) });
    const ears = new Ears(client);
    const { promise: live, resolve, reject } = Promise.withResolvers<void>();
    client.subscribe(
      path,
      (event) => ears.#hear(event as Entry),
      (state, error) => {
        ears.#live = state === 'live';
        ears.#wake();
        if (state === 'live') resolve();
        if (state === 'refused') reject(error);
      },
    );
    await live.catch((error) => {
      client.close();
      throw error;
    });
    return ears;
  }

  /** Waits until `count` events have come. */
  async until(count: number): Promise<Entry[]> {
    await this.#waits(() => this.events.length >= count);
    return this.events;
  }

  /** Waits until the subscription stands, after a lost connection too. */
  live(): Promise<void> {
    return this.#waits(() => this.#live);
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }

  #hear(event: Entry): void {
    this.events.push(event);
    this.#wake();
  }

  async #waits(until: () => boolean): Promise<void> {
    while (!until()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
