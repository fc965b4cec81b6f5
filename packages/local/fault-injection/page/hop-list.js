// The way as a row of stations, each with what may go wrong there.
import { element, spoken } from './dom.js';

/** When a rule strikes, as people choose it. */
const WHEN = [
  ['each time', {}],
  ['the next time only', { first: 1 }],
  ['the next three times', { first: 3 }],
  ['one time in two', { chance: 0.5 }],
  ['one time in three', { chance: 0.33 }],
  ['one time in five', { chance: 0.2 }],
  ['one time in ten', { chance: 0.1 }],
];
const OTHERWISE = 'as it was set elsewhere';

/** One station. `choose` gets the rule that somebody chose, or nothing. */
export class Station {
  #hop;
  #kind;
  #choose;
  #fault;
  #when;
  #how;
  #means = element('p', { className: 'means' });
  #count = element('p', { className: 'count' });
  /** The fields of the rule at work that have no control here: `only`, `delayMs`. */
  #more = {};

  constructor(hop, kind, choose) {
    this.#hop = hop;
    this.#kind = kind;
    this.#choose = choose;
    this.#fault = select(`${hop}-fault`, [
      ['', 'nothing'],
      ...Object.keys(kind.faults).map((name) => [name, spoken(name)]),
    ]);
    this.#when = select(`${hop}-when`, [...WHEN.map(([name], index) => [String(index), name]), ['', OTHERWISE]]);
    this.#how = select(`${hop}-how`, []);
    this.#fault.addEventListener('change', () => this.#chosen(true));
    for (const one of [this.#when, this.#how]) one.addEventListener('change', () => this.#chosen(false));
    this.element = element(
      'li',
      { className: 'station' },
      element('h3', {}, kind.title),
      element('p', { className: 'quiet' }, kind.is),
      labelled('What goes wrong', this.#fault),
      labelled('When', this.#when),
      labelled('With', this.#how),
      this.#means,
      this.#count,
    );
    this.show([]);
  }

  /** Shows the rules at work here: the first one in the controls, of others their number. */
  show(rules) {
    const [rule] = rules;
    const {
      seen = 0,
      struck: _struck,
      hop: _hop,
      fault = '',
      chance,
      first,
      every,
      status,
      error,
      ...more
    } = rule ?? {};
    this.#more = more;
    this.element.classList.toggle('broken', rule !== undefined);
    this.#fault.value = fault;
    this.#showHow(fault, status ?? error);
    const at = WHEN.findIndex(([, when]) => when.chance === chance && when.first === first && every === undefined);
    this.#when.value = at < 0 ? '' : String(at);
    this.#when.lastElementChild.hidden = at >= 0;
    this.#when.parentElement.hidden = fault === '';
    this.#means.textContent = this.#kind.faults[fault]?.means ?? '';
    this.#count.textContent = rule === undefined ? '' : countOf(rules, seen);
  }

  #showHow(fault, chosen) {
    const answers = this.#kind.faults[fault]?.answers ?? [];
    const isOne = fault === 'error' && answers.length > 1;
    this.#how.parentElement.hidden = !isOne;
    if (!isOne) return this.#how.replaceChildren();
    if (this.#how.options.length !== answers.length)
      this.#how.replaceChildren(...answers.map((answer) => element('option', { value: answer }, String(answer))));
    this.#how.value = String(chosen ?? answers[0]);
  }

  #chosen(isOther) {
    const fault = this.#fault.value;
    if (fault === '') return this.#choose(undefined);
    const when = this.#when.value === '' ? {} : WHEN[Number(this.#when.value)][1];
    const answer = isOther
      ? undefined
      : this.#kind.faults[fault].answers?.find((one) => String(one) === this.#how.value);
    this.#choose({
      hop: this.#hop,
      fault,
      ...when,
      // Of another fault, other fields may make no sense.
      ...(isOther ? {} : this.#more),
      ...(typeof answer === 'number' && { status: answer }),
      ...(typeof answer === 'string' && { error: answer }),
    });
  }
}

function countOf(rules, seen) {
  const struck = rules.reduce((sum, rule) => sum + rule.struck, 0);
  const times = `Struck ${struck} ${struck === 1 ? 'time' : 'times'}`;
  return rules.length > 1 ? `${times}, by ${rules.length} rules.` : `${times} in ${seen}.`;
}

function select(id, options) {
  return element('select', { id }, ...options.map(([value, name]) => element('option', { value }, name)));
}

function labelled(name, control) {
  return element('label', {}, element('span', {}, name), control);
}
