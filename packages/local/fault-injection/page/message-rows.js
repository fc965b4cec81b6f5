// One message on the page: how far it came, when, and what went wrong on the way.
import { element, spoken } from './dom.js';
import { summaryOf } from './traced-messages.js';

const ROWS_MAX = 50;

/** The list of messages, the newest first. */
export class Rows {
  #list;
  #kinds;
  #hops;
  #rows = new Map();
  #withAsides = false;

  constructor(list, hops, kinds) {
    this.#list = list;
    this.#hops = hops;
    this.#kinds = kinds;
  }

  /** Whether something is shown. */
  get filled() {
    return [...this.#list.children].some((row) => !row.hidden);
  }

  /** Shows requests of which nobody else is told, or hides them. */
  showAsides(shown) {
    this.#withAsides = shown;
    for (const { row, isAside } of this.#rows.values()) row.hidden = isAside && !shown;
  }

  /** Draws a message anew. What somebody opened stays open. */
  draw(message) {
    const summary = summaryOf(message, this.#hops);
    const row = this.#rows.get(message)?.row ?? this.#begin(message);
    this.#rows.set(message, { row, isAside: summary.isAside });
    row.hidden = summary.isAside && !this.#withAsides;
    const [head, bar, hops, details] = row.children;
    head.replaceChildren(...headOf(summary));
    bar.replaceChildren(...ticksOf(message, summary));
    hops.replaceChildren(...summary.stations.map((station) => this.#chip(station)));
    const [title, steps] = details.children;
    title.textContent = `Every step (${message.events.length})`;
    steps.replaceChildren(...message.events.map((event) => this.#step(event, summary.begun)));
  }

  #begin(message) {
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
    this.#rows.set(message, { row, isAside: false });
    return row;
  }

  #chip({ hop, afterMs, tries, faults }) {
    const reached = afterMs !== undefined;
    const className = faults.length > 0 ? 'hop struck' : reached ? 'hop' : 'hop ahead';
    return element(
      'li',
      { className },
      element('strong', {}, this.#kinds[hop].title),
      element('span', {}, reached ? `+${ms(afterMs)}` : 'not yet'),
      tries > 1 ? element('span', {}, `${tries} times`) : undefined,
      faults.length > 0 ? element('span', { className: 'fault' }, `✕ ${faults.map(spoken).join(', ')}`) : undefined,
    );
  }

  #step({ at, hop, what, detail = '', fault }, begun) {
    const text = fault ? `✕ ${spoken(fault)}: ${what}` : `${what} ${detail}`;
    return element(
      'li',
      { className: fault ? 'fault' : '' },
      element('span', { className: 'at' }, `+${ms(at - begun)}`),
      element('strong', {}, this.#kinds[hop].title),
      element('span', {}, text.trim()),
    );
  }
}

function headOf({ name, begun, tries, faults, reached, answered, lastMs }) {
  const said = [
    reached ? `reached ${reached}` : answered ? `answered ${answered}` : 'on its way',
    ms(lastMs),
    ...(tries > 1 ? [`sent ${tries} times`] : []),
    ...(faults > 0 ? [`${faults} ${faults === 1 ? 'fault' : 'faults'}`] : []),
  ];
  return [
    element('strong', {}, name),
    element('time', { dateTime: new Date(begun).toISOString() }, new Date(begun).toLocaleTimeString()),
    element('span', { className: reached ? 'reached' : 'quiet' }, said.join(' · ')),
  ];
}

/** The steps along the time that the message took. */
function ticksOf({ events }, { begun, lastMs }) {
  return events.map(({ at, fault }) => {
    const tick = element('i', { className: fault ? 'tick fault' : 'tick' });
    tick.style.left = `${lastMs > 0 ? ((at - begun) / lastMs) * 100 : 0}%`;
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
