// A user without a browser: the vocabulary of tests that use the HTTP API and subscriptions directly.
import { setTimeout as sleep } from 'node:timers/promises';
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
  type Pin,
  parseEntry,
  type Reaction,
  type Sync,
} from '@parley/chat';
import { EventsClient } from '@parley/client';
import { MessageSender } from './message-sender.ts';
import type { Addresses } from './parley-process.ts';
import { signIn } from './sign-in.ts';
import { until } from './until.ts';

/** A response of the HTTP API. */
export type ApiResponse<Body> = { status: number; body: Body };
type ApiError = { code: string; message: string };
/** A running Parley. */
type Parley = { readonly addresses: Pick<Addresses, 'api' | 'page' | 'eventsHttp' | 'eventsRealtime' | 'outputs'> };

/** The texts of messages, in their order. */
export function textsOf(entries: readonly Entry[]): string[] {
  return entries.filter((entry) => entry.kind === 'message').map(({ message }) => message);
}

/** A message with the next entry of its log applied, as clients do. */
export function applyEntry(message: Message, entry: Entry): Message {
  return isChange(entry) ? applyChange(message, entry) : message;
}

/** A user with a token, who posts over HTTP and receives events over subscriptions. */
export class TestUser {
  readonly token: string;
  readonly #parley: Pick<Parley, 'addresses'>;
  readonly #sender = new MessageSender((method, path, body) => this.#asks(method, path, body));

  private constructor(parley: Pick<Parley, 'addresses'>, token: string) {
    this.#parley = parley;
    this.token = token;
  }

  static async signsIn(parley: Pick<Parley, 'addresses'>, name: string): Promise<TestUser> {
    const { outputs, page } = parley.addresses;
    return new TestUser(
      parley,
      await signIn({ signIn: outputs['SignIn'] ?? '', clientId: outputs['ClientId'] ?? '', page }, name),
    );
  }

  /** A user with an existing token. */
  static with(parley: Pick<Parley, 'addresses'>, token: string): TestUser {
    return new TestUser(parley, token);
  }

  /** The user's id, from the token. */
  get userId(): string {
    return JSON.parse(Buffer.from(this.token.split('.')[1] ?? '', 'base64url').toString()).sub;
  }

  says(channel: string, message: string, id?: string): Promise<ApiResponse<Message & ApiError>> {
    return this.#posts(channel, { id, message });
  }

  /** Posts a reply in a thread, or a message that quotes another one. */
  replies(
    channel: string,
    links: Pick<Message, 'thread' | 'replyTo' | 'alsoInChannel'>,
    message: string,
    id?: string,
  ): Promise<ApiResponse<Message & ApiError>> {
    return this.#posts(channel, { id, message, ...links });
  }

  edits(channel: string, target: number, message: string, id?: string): Promise<ApiResponse<Edit & ApiError>> {
    return this.#posts(channel, { id, kind: 'edit', target, message });
  }

  deletes(channel: string, target: number, id?: string): Promise<ApiResponse<Deletion & ApiError>> {
    return this.#posts(channel, { id, kind: 'deletion', target });
  }

  reacts(
    channel: string,
    target: number,
    emoji: string,
    on = true,
    id?: string,
  ): Promise<ApiResponse<Reaction & ApiError>> {
    return this.#posts(channel, { id, kind: 'reaction', target, emoji, on });
  }

  /** Pins a message, or unpins it. */
  pins(channel: string, target: number, on = true, id?: string): Promise<ApiResponse<Pin & ApiError>> {
    return this.#posts(channel, { id, kind: 'pin', target, on });
  }

  /** Creates a channel for one test; the other users, by name, join it. */
  async createsChannel(...others: string[]): Promise<string> {
    const letters = newId()
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, '');
    const { status, body } = await this.requests<Channel>('POST', '/channels', { name: `test-${letters}` });
    if (status !== 201) throw new Error(`Creating the channel returned ${status}.`);
    for (const name of others) await (await TestUser.signsIn(this.#parley, name)).joins(body.name);
    return body.name;
  }

  /** Joins a public channel. */
  async joins(channel: string): Promise<void> {
    const { status } = await this.requests('POST', `/channels/${channel}/members`, {});
    if (status !== 200) throw new Error(`Joining the channel returned ${status}.`);
  }

  /** A channel as in the user's list of channels. */
  async sees(channel: string): Promise<Channel | undefined> {
    const { body } = await this.requests<{ channels: Channel[] }>('GET', '/channels');
    return body.channels.find(({ name }) => name === channel);
  }

  /** Sets the read cursor of a channel. */
  saw(channel: string, seq: unknown): Promise<ApiResponse<{ readSeq: number; readCount: number } & ApiError>> {
    return this.requests('PUT', `/channels/${channel}/read`, { seq });
  }

  reads(channel: string, query = ''): Promise<ApiResponse<Page & ApiError>> {
    return this.requests('GET', `/channels/${channel}/messages${query}`);
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

  async requests<Body>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<ApiResponse<Body>> {
    const response = await this.sendsRequest(method, path, body, headers);
    return { status: response.status, body: (await response.json()) as Body };
  }

  /** Sends a request and returns the raw response. */
  sendsRequest(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.#parley.addresses.api + path, {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  }

  async #posts<Body>(channel: string, entry: { id: string | undefined; [field: string]: unknown }) {
    return (await this.#sender.post(channel, entry)) as ApiResponse<Body>;
  }

  async #asks(method: string, path: string, body?: object): Promise<ApiResponse<unknown>> {
    const response = await retryWhileBusy(() => this.sendsRequest(method, path, body));
    return { status: response.status, body: await response.json() };
  }

  /** Syncs without a list of channels that is known: `channels` has the last known seq of each channel. */
  syncs(channels: unknown): Promise<ApiResponse<Omit<Sync, 'channels'> & { channels: Channel[] } & ApiError>> {
    return this.requests('POST', '/sync', { channels });
  }

  /** Subscribes to a channel; `receives(n)` waits for the n-th event. */
  async subscribes(channel: string): Promise<TestSubscription> {
    return TestSubscription.open(this.#parley, this.token, logPath(channel));
  }
}

/**
 * Repeats a request while the response is 503 `busy`, after the delay of its Retry-After, as clients must. Every request that
 * posts has an id, so that a repetition stores nothing twice.
 */
export async function retryWhileBusy(send: () => Promise<Response>): Promise<Response> {
  let response = await send();
  await until('the server is no longer busy', async () => {
    if (response.status !== 503) return true;
    const { code } = (await response.clone().json()) as Partial<ApiError>;
    if (code !== 'busy') return true;
    await sleep(Number(response.headers.get('retry-after')) * 1_000);
    response = await send();
    return false;
  });
  return response;
}

/** Signs several users in. */
export async function signInUsers<const Names extends readonly string[]>(
  parley: Pick<Parley, 'addresses'>,
  ...usernames: Names
): Promise<{ -readonly [Index in keyof Names]: TestUser }> {
  const users = await Promise.all(usernames.map((name) => TestUser.signsIn(parley, name)));
  return users as { -readonly [Index in keyof Names]: TestUser };
}

/** An open subscription and the events that it has received. */
export class TestSubscription {
  readonly events: Entry[] = [];
  readonly #client: EventsClient;
  #live = false;

  private constructor(client: EventsClient) {
    this.#client = client;
  }

  static async open(parley: Pick<Parley, 'addresses'>, token: string, path: string): Promise<TestSubscription> {
    const { eventsHttp: http, eventsRealtime: realtime } = parley.addresses;
    const client = new EventsClient({ http, realtime, authorization: () => ({ Authorization: token }) });
    const subscription = new TestSubscription(client);
    const { promise: live, resolve, reject } = Promise.withResolvers<void>();
    client.subscribe(
      path,
      (event) => subscription.events.push(event as Entry),
      (state, error) => {
        subscription.#live = state === 'live';
        if (state === 'live') resolve();
        if (state === 'refused') reject(error);
      },
    );
    await live.catch((error) => {
      client.close();
      throw error;
    });
    return subscription;
  }

  /** Waits until `count` events have arrived. */
  async receives(count: number): Promise<Entry[]> {
    await until(`the subscription has ${count} events`, () => this.events.length >= count);
    return this.events;
  }

  /** Waits until the subscription is live, also after a lost connection. */
  live(): Promise<void> {
    return until('the subscription is live', () => this.#live);
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }
}
