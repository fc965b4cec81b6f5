// The reader's scroll position: it is kept while messages are added above it, and stays at the end if it was at the end.

/** A position this near to the end, in pixels, counts as the end: a line's height, as zoomed pages have fractions of pixels. */
const END_DISTANCE_MAX = 24;

/** The space above the row at which a list begins, in pixels: the reader sees that there are earlier messages. */
const START_MARGIN = 96;

/** The scroll position in a list whose rows have a `data-key`. */
export class ScrollPosition {
  /** Whether the newest row is in view and stays in view. */
  atEnd = true;
  #start: string | undefined;
  #anchor: { key: string; top: number } | undefined;
  #height = 0;

  /** The key of the first row in view, unless the newest row is. */
  get anchor(): string | undefined {
    return this.atEnd ? undefined : this.#anchor?.key;
  }

  /** Whether the list waits for the row at which it begins. */
  get starting(): boolean {
    return this.#start !== undefined;
  }

  /** Begins at the first row that a selector finds, as soon as it is rendered; until then at the end. */
  startAt(selector: string): void {
    this.atEnd = true;
    this.#start = selector;
  }

  /** Begins at the end, as there is no row to begin at. */
  startAtEnd(): void {
    this.#start = undefined;
  }

  /** The reader has scrolled. */
  moved(scroller: HTMLElement): void {
    // A scroll event that a change of size has caused is no decision of the reader.
    if (scroller.clientHeight === this.#height && !this.starting) this.atEnd = isAtEnd(scroller);
    this.remember(scroller);
  }

  /** Remembers the first row in view. */
  remember(scroller: HTMLElement): void {
    // The list of a channel that is no longer open shows nothing.
    if (!scroller.isConnected) return;
    this.#height = scroller.clientHeight;
    const top = scroller.getBoundingClientRect().top;
    for (const row of scroller.querySelectorAll<HTMLElement>('[data-key]')) {
      const { top: rowTop, bottom } = row.getBoundingClientRect();
      if (bottom <= top) continue;
      this.#anchor = { key: row.dataset.key ?? '', top: rowTop - top };
      return;
    }
    this.#anchor = undefined;
  }

  /** Scrolls so that the remembered row is where it was, or to the end. */
  restore(scroller: HTMLElement): void {
    const start = this.#start && scroller.querySelector<HTMLElement>(this.#start);
    if (start) {
      this.#start = undefined;
      scroller.scrollTop += start.getBoundingClientRect().top - scroller.getBoundingClientRect().top - START_MARGIN;
      this.atEnd = isAtEnd(scroller);
    } else if (this.atEnd) {
      scroller.scrollTop = scroller.scrollHeight;
    } else if (this.#anchor) {
      const row = scroller.querySelector<HTMLElement>(`[data-key="${CSS.escape(this.#anchor.key)}"]`);
      const top = row && row.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
      if (top !== null && top !== this.#anchor.top) scroller.scrollTop += top - this.#anchor.top;
    }
    this.remember(scroller);
  }
}

/** The key of the last message of a list of which the end is in view, or that fills the view. */
export function lastInView(scroller: HTMLElement): string | undefined {
  const { top, bottom } = scroller.getBoundingClientRect();
  for (const row of [...scroller.querySelectorAll<HTMLElement>('.message[data-seq]')].reverse()) {
    const place = row.getBoundingClientRect();
    if (place.bottom <= bottom + 1 || place.top <= top) return row.dataset.key;
  }
  return undefined;
}

function isAtEnd({ scrollHeight, scrollTop, clientHeight }: HTMLElement): boolean {
  return scrollHeight - scrollTop - clientHeight <= END_DISTANCE_MAX;
}
