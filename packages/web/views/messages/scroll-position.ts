// The reader's place in the timeline: kept while messages come above it, and at the end when it was at the end.

/** So near to the end, in pixels, counts as at the end: a line's height, for zoomed pages with fractions of pixels. */
const END_NEAR = 24;

/** Where the reader is in a scrolled list whose rows carry `data-key`. */
export class Place {
  /** Whether the newest row is in view and is to stay so. */
  atEnd = true;
  #anchor: { key: string; top: number } | undefined;
  #height = 0;

  /** The reader has scrolled. */
  moved(scroller: HTMLElement): void {
    // A scroll event that comes only from a change of size says nothing about what the reader wants.
    if (scroller.clientHeight === this.#height)
      this.atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight <= END_NEAR;
    this.remember(scroller);
  }

  /** Remembers the first row in view. */
  remember(scroller: HTMLElement): void {
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

  /** Puts the remembered row where it was, or goes to the end. */
  restore(scroller: HTMLElement): void {
    if (this.atEnd) {
      scroller.scrollTop = scroller.scrollHeight;
    } else if (this.#anchor) {
      const row = scroller.querySelector<HTMLElement>(`[data-key="${CSS.escape(this.#anchor.key)}"]`);
      const top = row && row.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
      if (top !== null && top !== this.#anchor.top) scroller.scrollTop += top - this.#anchor.top;
    }
    this.remember(scroller);
  }
}
