// A browser's WebSocket: what it sends and hears takes time, is dropped, doubled or overtaken, and ends or falls silent.
import type { Socket, SocketClass } from '@parley/client';
import type { Machine } from '../backend/machine.ts';
import type { ServerEnd } from '../backend/websocket-server.ts';
import type { Life } from '../determinism/lifetime.ts';
import type { World } from '../determinism/run-context.ts';

type Kind = 'open' | 'message' | 'close' | 'error';
type Listener = (event: { data?: unknown }) => void;

/** The sockets of one page, so that its network can go. */
export type OpenSockets = Set<{ cut(): void; silence(): void }>;

/** `heard` is told of every frame that has reached the page, before the page is. */
type Page = { life: Life; sockets: OpenSockets; online: () => boolean; heard: (frame: string) => void };

/** The class of WebSockets that a page makes. */
export function socketsOf(world: World, machine: Machine, page: Page): SocketClass {
  return class extends MemoryWebSocket {
    constructor(_: string, protocols: string[]) {
      super(world, machine, page, protocols);
    }
  };
}

class MemoryWebSocket implements Socket {
  readonly #world: World;
  readonly #page: Page;
  readonly #listeners: Record<Kind, Listener[]> = { open: [], message: [], close: [], error: [] };
  #server: ServerEnd | undefined;
  /** Nothing passes any more, and nobody knows. */
  #silent = false;
  #closed = false;
  #upAt = 0;
  #downAt = 0;

  constructor(world: World, machine: Machine, page: Page, protocols: readonly string[]) {
    this.#world = world;
    this.#page = page;
    page.sockets.add(this);
    page.life.atEnd(() => this.close());
    world.timeline.after(world.faults.hopMs(30), () => this.#dial(machine, protocols));
  }

  addEventListener(kind: Kind, listener: Listener): void {
    this.#listeners[kind].push(listener);
  }

  send(text: string): void {
    const { timeline, faults } = this.#world;
    if (faults.strikes('socket cut')) this.cut();
    if (faults.strikes('socket silent')) this.silence();
    this.#upAt = Math.max(this.#upAt, timeline.now() + faults.hopMs(15));
    timeline.after(this.#upAt - timeline.now(), () => {
      if (!this.#silent) this.#server?.text(text);
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#page.sockets.delete(this);
    const { timeline, faults } = this.#world;
    const { online } = this.#page;
    timeline.after(faults.hopMs(15), () => {
      if (!this.#silent && online()) this.#server?.ended();
    });
    this.#page.life.after(0, () => this.#tell('close'));
  }

  /** The connection breaks: both ends hear of it. */
  cut(): void {
    if (this.#closed) return;
    this.#server?.ended();
    this.#ended();
  }

  /** The connection leads nowhere: neither end hears of it. */
  silence(): void {
    this.#silent = true;
  }

  #dial(machine: Machine, protocols: readonly string[]): void {
    const { faults } = this.#world;
    const { running } = machine;
    if (!this.#page.online() || !running || faults.strikes('dial fails')) return this.#ended();
    if (this.#closed) return;
    this.#server = running.listeners.accept(protocols, {
      text: (text) => this.#event(text),
      ping: () => this.#down(() => this.#server?.pong()),
      ended: () => this.#down(() => this.#ended()),
    });
    this.#down(() => this.#tell('open'));
  }

  /** AppSync promises neither that an event comes nor that it comes once or in order; its other frames are one stream. */
  #event(text: string): void {
    const { faults, timeline } = this.#world;
    if (faults.strikes('socket cut')) this.cut();
    if (faults.strikes('socket silent')) this.silence();
    const hear = () => this.#tell('message', text);
    if (!text.includes('"type":"data"')) return this.#down(hear);
    if (faults.strikes('event dropped')) return;
    if (faults.strikes('event overtaken'))
      timeline.after(this.#world.chance.whole(50, 3_000), () => this.#arrives(hear));
    else this.#down(hear);
    if (faults.strikes('event doubled')) timeline.after(this.#world.chance.whole(0, 2_000), () => this.#arrives(hear));
  }

  #down(hear: () => void): void {
    const { faults, timeline } = this.#world;
    this.#downAt = Math.max(this.#downAt, timeline.now() + faults.hopMs(15));
    timeline.after(this.#downAt - timeline.now(), () => this.#arrives(hear));
  }

  #arrives(hear: () => void): void {
    if (!this.#silent && !this.#closed) this.#page.life.do(hear);
  }

  #ended(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#page.sockets.delete(this);
    this.#page.life.do(() => this.#tell('close'));
  }

  #tell(kind: Kind, data?: string): void {
    if (kind === 'message' && this.#closed) return;
    if (data !== undefined) this.#page.heard(data);
    for (const listener of this.#listeners[kind]) listener(data === undefined ? {} : { data });
  }
}
