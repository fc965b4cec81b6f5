// Test double of what the tabs of a browser share beside their storage: one leads, and all receive broadcasts.

/** The part of the storage of a tab that connects it with the other tabs. */
export type TabLinks<Message> = {
  lead(begin: () => void): void;
  broadcast(message: Message): void;
  subscribe(listener: (message: Message) => void): void;
  close(): void;
};

/** The open tabs. The first one leads; when it is closed, the next one does. */
export class TabChannel<Message> {
  readonly #tabs = new Set<{ begin?: () => void; listener?: (message: Message) => void }>();

  /** Adds a tab. */
  open(): TabLinks<Message> {
    const tab: { begin?: () => void; listener?: (message: Message) => void } = {};
    this.#tabs.add(tab);
    return {
      lead: (begin) => {
        tab.begin = begin;
        if (this.#tabs.values().next().value === tab) begin();
      },
      broadcast: (message) => {
        for (const other of this.#tabs) if (other !== tab) other.listener?.(message);
      },
      subscribe: (listener) => {
        tab.listener = listener;
      },
      close: () => {
        const [first] = this.#tabs;
        this.#tabs.delete(tab);
        if (first === tab) this.#tabs.values().next().value?.begin?.();
      },
    };
  }
}
