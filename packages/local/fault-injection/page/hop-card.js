// A card for one hop of the message path, with controls for its faults.
import { element, faultLabel } from './dom.js';

/** The conditions that a user can choose. */
const CONDITIONS = [
  ['every time', {}],
  ['the next time only', { first: 1 }],
  ['the next three times', { first: 3 }],
  ['one time in two', { chance: 0.5 }],
  ['one time in three', { chance: 0.33 }],
  ['one time in five', { chance: 0.2 }],
  ['one time in ten', { chance: 0.1 }],
];
/** Shown for a condition that was set over HTTP or in a test and has no option here. */
const OTHER_CONDITION = 'set elsewhere';

/** A card. `choose` is called with the rule that the user chose, or with `undefined`. */
export class HopCard {
  #hop;
  #entry;
  #choose;
  #fault;
  #when;
  #answer;
  #effect = element('p', { className: 'effect' });
  #count = element('p', { className: 'count' });
  /** The fields of the rule in force that have no control here: `only`, `delayMs`. */
  #more = {};

  constructor(hop, entry, choose) {
    this.#hop = hop;
    this.#entry = entry;
    this.#choose = choose;
    this.#fault = select(`${hop}-fault`, [
      ['', 'nothing'],
      ...Object.keys(entry.faults).map((name) => [name, faultLabel(name)]),
    ]);
    this.#when = select(`${hop}-when`, [
      ...CONDITIONS.map(([name], index) => [String(index), name]),
      ['', OTHER_CONDITION],
    ]);
    this.#answer = select(`${hop}-answer`, []);
    this.#fault.addEventListener('change', () => this.#chosen(true));
    for (const one of [this.#when, this.#answer]) one.addEventListener('change', () => this.#chosen(false));
    this.element = element(
      'li',
      { className: 'hop-card' },
      element('h3', {}, entry.title),
      element('p', { className: 'quiet' }, entry.description),
      labelled('Fault', this.#fault),
      labelled('When', this.#when),
      labelled('Answer', this.#answer),
      this.#effect,
      this.#count,
    );
    this.show([]);
  }

  /** Shows the rules in force at this hop: the first one in the controls, and the number of the others. */
  show(rules) {
    const [rule] = rules;
    const {
      matched = 0,
      injected: _injected,
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
    this.element.classList.toggle('active', rule !== undefined);
    this.#fault.value = fault;
    this.#showAnswers(fault, status ?? error);
    const at = CONDITIONS.findIndex(
      ([, when]) => when.chance === chance && when.first === first && every === undefined,
    );
    this.#when.value = at < 0 ? '' : String(at);
    this.#when.lastElementChild.hidden = at >= 0;
    this.#when.parentElement.hidden = fault === '';
    this.#effect.textContent = this.#entry.faults[fault]?.effect ?? '';
    this.#count.textContent = rule === undefined ? '' : countText(rules, matched);
  }

  #showAnswers(fault, chosen) {
    const answers = this.#entry.faults[fault]?.answers ?? [];
    const isOne = fault === 'error' && answers.length > 1;
    this.#answer.parentElement.hidden = !isOne;
    if (!isOne) return this.#answer.replaceChildren();
    if (this.#answer.options.length !== answers.length)
      this.#answer.replaceChildren(...answers.map((answer) => element('option', { value: answer }, String(answer))));
    this.#answer.value = String(chosen ?? answers[0]);
  }

  #chosen(isNewFault) {
    const fault = this.#fault.value;
    if (fault === '') return this.#choose(undefined);
    const when = this.#when.value === '' ? {} : CONDITIONS[Number(this.#when.value)][1];
    const answer = isNewFault
      ? undefined
      : this.#entry.faults[fault].answers?.find((one) => String(one) === this.#answer.value);
    this.#choose({
      hop: this.#hop,
      fault,
      ...when,
      // The fields of the previous fault may not be valid for the new one.
      ...(isNewFault ? {} : this.#more),
      ...(typeof answer === 'number' && { status: answer }),
      ...(typeof answer === 'string' && { error: answer }),
    });
  }
}

function countText(rules, matched) {
  const injected = rules.reduce((sum, rule) => sum + rule.injected, 0);
  const times = `Triggered ${injected} ${injected === 1 ? 'time' : 'times'}`;
  return rules.length > 1 ? `${times}, by ${rules.length} rules.` : `${times} in ${matched}.`;
}

function select(id, options) {
  return element('select', { id }, ...options.map(([value, name]) => element('option', { value }, name)));
}

function labelled(name, control) {
  return element('label', {}, element('span', {}, name), control);
}
