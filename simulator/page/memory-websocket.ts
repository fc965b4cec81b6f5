// A browser's WebSocket in memory: its frames are delayed, dropped, duplicated and reordered, and it closes or falls silent.
import type { Socket, SocketClass } from '@parley/client';
import type { Machine } from '../backend/machine.ts';
import type { ServerEnd } from '../backend/websocket-server.ts';
import type { Lifetime } from '../determinism/lifetime.ts';
import type { RunContext } from '../determinism/run-context.ts';

type Kind = 'open' | 'message' | 'close' | 'error';
type Listener = (event: { data?: unknown }) => void;

/** The open sockets of one page, for losing its network. */
export type OpenSockets = Set<{ breakOff(): void; silence(): void }>;

/** `onFrame` is called with every frame that has reached the page, before the page receives it. */
type Page = { lifetime: Lifetime; sockets: OpenSockets; online: () => boolean; onFrame: (frame: string) => void };

/** The `WebSocket` class of a page. */
export function webSocketClass(context: RunContext, machine: Machine, page: Page): SocketClass {
  return class extends MemoryWebSocket {
    constructor(_: string, protocols: string[]) {
      super(context, machine, page, protocols);
    }
  };
}

class MemoryWebSocket implements Socket {
  readonly #context: RunContext;
  readonly #page: Page;
  readonly #listeners: Record<Kind, Listener[]> = { open: [], message: [], close: [], error: [] };
  #server: ServerEnd | undefined;
  /** Nothing is delivered any more, and neither end is notified. */
  #silent = false;
  #closed = false;
  #sendAt = 0;
  #receiveAt = 0;

  constructor(context: RunContext, machine: Machine, page: Page, protocols: readonly string[]) {
    this.#context = context;
    this.#page = page;
    page.sockets.add(this);
    page.lifetime.onEnd(() => this.close());
    context.clock.after(context.faults.delayMs(30), () => this.#connect(machine, protocols));
  }

  addEventListener(kind: Kind, listener: Listener): void {
    this.#listeners[kind].push(listener);
  }

  send(text: string): void {
    const { clock, faults } = this.#context;
    if (faults.occurs('socket closed')) this.breakOff();
    if (faults.occurs('socket silent')) this.silence();
    this.#sendAt = Math.max(this.#sendAt, clock.now() + faults.delayMs(15));
    clock.after(this.#sendAt - clock.now(), () => {
      if (!this.#silent) this.#server?.text(text);
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#page.sockets.delete(this);
    const { clock, faults } = this.#context;
    const { online } = this.#page;
    clock.after(faults.delayMs(15), () => {
      if (!this.#silent && online()) this.#server?.close();
    });
    this.#page.lifetime.after(0, () => this.#dispatch('close'));
  }

  /** Closes the connection; both ends are notified. */
  breakOff(): void {
    if (this.#closed) return;
    this.#server?.close();
    this.#handleClose();
  }

  /** Stops delivery; neither end is notified. */
  silence(): void {
    this.#silent = true;
  }

  #connect(machine: Machine, protocols: readonly string[]): void {
    const { faults } = this.#context;
    const { running } = machine;
    if (!this.#page.online() || !running || faults.occurs('connect fails')) return this.#handleClose();
    if (this.#closed) return;
    this.#server = running.webSocketServer.accept(protocols, {
      text: (text) => this.#receive(text),
      ping: () => this.#deliverInOrder(() => this.#server?.pong()),
      closed: () => this.#deliverInOrder(() => this.#handleClose()),
    });
    this.#deliverInOrder(() => this.#dispatch('open'));
  }

  /** AppSync guarantees neither delivery nor order of events, and may duplicate them; its other frames are one stream. */
  #receive(text: string): void {
    const { faults, clock } = this.#context;
    if (faults.occurs('socket closed')) this.breakOff();
    if (faults.occurs('socket silent')) this.silence();
    const notify = () => this.#dispatch('message', text);
    if (!text.includes('"type":"data"')) return this.#deliverInOrder(notify);
    if (faults.occurs('event dropped')) return;
    if (faults.occurs('event reordered'))
      clock.after(this.#context.random.integer(50, 3_000), () => this.#deliver(notify));
    else this.#deliverInOrder(notify);
    if (faults.occurs('event duplicated'))
      clock.after(this.#context.random.integer(0, 2_000), () => this.#deliver(notify));
  }

  #deliverInOrder(notify: () => void): void {
    const { faults, clock } = this.#context;
    this.#receiveAt = Math.max(this.#receiveAt, clock.now() + faults.delayMs(15));
    clock.after(this.#receiveAt - clock.now(), () => this.#deliver(notify));
  }

  #deliver(notify: () => void): void {
    if (!this.#silent && !this.#closed) this.#page.lifetime.run(notify);
  }

  #handleClose(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#page.sockets.delete(this);
    this.#page.lifetime.run(() => this.#dispatch('close'));
  }

  #dispatch(kind: Kind, data?: string): void {
    if (kind === 'message' && this.#closed) return;
    if (data !== undefined) this.#page.onFrame(data);
    for (const listener of this.#listeners[kind]) listener(data === undefined ? {} : { data });
  }
}
