// The list of messages: how far each one got, when, and which faults were injected on its path.
import { element, faultLabel } from './dom.js';
import { summaryOf } from './traced-messages.js';

const ROWS_MAX = 50;

/** The list, the newest message first. */
export class MessageList {
  #list;
  #catalog;
  #hops;
  #rows = new Map();
  #withBackground = false;

  constructor(list, hops, catalog) {
    this.#list = list;
    this.#hops = hops;
    this.#catalog = catalog;
  }

  /** Whether no message is shown. */
  get isEmpty() {
    return [...this.#list.children].every((row) => row.hidden);
  }

  /** Shows or hides requests that reach no other user. */
  showBackground(shown) {
    this.#withBackground = shown;
    for (const { row, isBackground } of this.#rows.values()) row.hidden = isBackground && !shown;
  }

  /** Draws a message or updates its row. Details that the user opened stay open. */
  draw(message) {
    const summary = summaryOf(message, this.#hops);
    const row = this.#rows.get(message)?.row ?? this.#createRow(message);
    this.#rows.set(message, { row, isBackground: summary.isBackground });
    row.hidden = summary.isBackground && !this.#withBackground;
    const [head, bar, hops, details] = row.children;
    head.replaceChildren(...headOf(summary));
    bar.replaceChildren(...ticksOf(message, summary));
    hops.replaceChildren(...summary.hops.map((hop) => this.#chip(hop)));
    const [title, steps] = details.children;
    title.textContent = `Every step (${message.events.length})`;
    steps.replaceChildren(...message.events.map((event) => this.#step(event, summary.startedAt)));
  }

  #createRow(message) {
    const row = element(
      'li',
      { className: 'message' },
      element('p', { className: 'head' }),
      element('div', { className: 'bar', 'aria-hidden': 'true' }),
      element('ol', { className: 'hops' }),
      element('details', {}, element('summary'), element('ol', { className: 'steps' })),
    );
    this.#list.prepend(row);
    if (this.#rows.size >= ROWS_MAX) {
      const [oldest] = this.#rows.keys();
      this.#rows.get(oldest).row.remove();
      this.#rows.delete(oldest);
    }
    this.#rows.set(message, { row, isBackground: false });
    return row;
  }

  #chip({ hop, afterMs, tries, faults }) {
    const reached = afterMs !== undefined;
    const className = faults.length > 0 ? 'hop faulty' : reached ? 'hop' : 'hop ahead';
    return element(
      'li',
      { className },
      element('strong', {}, this.#catalog[hop].title),
      element('span', {}, reached ? `+${ms(afterMs)}` : 'not yet'),
      tries > 1 ? element('span', {}, `${tries} times`) : undefined,
      faults.length > 0 ? element('span', { className: 'fault' }, `✕ ${faults.map(faultLabel).join(', ')}`) : undefined,
    );
  }

  #step({ at, hop, step, detail = '', fault }, startedAt) {
    const text = fault ? `✕ ${faultLabel(fault)}: ${step}` : `${step} ${detail}`;
    return element(
      'li',
      { className: fault ? 'fault' : '' },
      element('span', { className: 'at' }, `+${ms(at - startedAt)}`),
      element('strong', {}, this.#catalog[hop].title),
      element('span', {}, text.trim()),
    );
  }
}

function headOf({ name, startedAt, tries, faults, reached, answered, lastMs }) {
  const texts = [
    reached ? `reached ${reached}` : answered ? `answered ${answered}` : 'in progress',
    ms(lastMs),
    ...(tries > 1 ? [`sent ${tries} times`] : []),
    ...(faults > 0 ? [`${faults} ${faults === 1 ? 'fault' : 'faults'}`] : []),
  ];
  return [
    element('strong', {}, name),
    element('time', { dateTime: new Date(startedAt).toISOString() }, new Date(startedAt).toLocaleTimeString()),
    element('span', { className: reached ? 'reached' : 'quiet' }, texts.join(' · ')),
  ];
}

/** The steps as ticks on the time line of the message. */
function ticksOf({ events }, { startedAt, lastMs }) {
  return events.map(({ at, fault }) => {
    const tick = element('i', { className: fault ? 'tick fault' : 'tick' });
    tick.style.left = `${lastMs > 0 ? ((at - startedAt) / lastMs) * 100 : 0}%`;
    return tick;
  });
}

function ms(value) {
  return value < 10
    ? `${value.toFixed(1)} ms`
    : value < 10_000
      ? `${Math.round(value)} ms`
      : `${Math.round(value / 1000)} s`;
}
