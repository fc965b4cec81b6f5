// Whether any user is notified of all messages of a channel: read by each function that posts, and remembered for a minute.
import { GetCommand } from '../dynamodb/commands.ts';
import type { ChatTableDeps } from './chat-table.ts';
import { listenersKey, parseListeners } from './notification-rows.ts';

/** How late a first listener's notifications may begin. Reading with each message would cost half a read unit for each. */
const REMEMBERED_MS = 60_000;

/** Channels that a warm function remembers. */
const CHANNELS_MAX = 1_000;

/** The channels with listeners, as one warm function knows them. */
export class Listeners {
  readonly #deps: ChatTableDeps & { now: () => number };
  readonly #known = new Map<string, { exist: boolean; until: number }>();

  constructor(deps: ChatTableDeps & { now: () => number }) {
    this.#deps = deps;
  }

  /** Whether a channel has listeners. Eventually consistent. */
  async exist(channel: string): Promise<boolean> {
    const { dynamodb, chatTable, now } = this.#deps;
    const known = this.#known.get(channel);
    if (known && now() < known.until) return known.exist;
    const { Item } = await dynamodb.send(new GetCommand({ TableName: chatTable, Key: listenersKey(channel) }));
    const exist = parseListeners(Item).length > 0;
    this.#known.delete(channel);
    this.#known.set(channel, { exist, until: now() + REMEMBERED_MS });
    const [oldest] = this.#known.keys();
    if (this.#known.size > CHANNELS_MAX && oldest !== undefined) this.#known.delete(oldest);
    return exist;
  }
}
