// The page "break the network": sets what goes wrong, shows what becomes of messages.

import { byId, element } from './dom.js';
import { follow, heal, put, read } from './engine-client.js';
import { Station } from './hop-list.js';
import { Rows } from './message-rows.js';
import { PRESETS } from './presets.js';
import { Messages } from './traced-messages.js';

const { stack, page, hops, kinds } = await read('kinds');
byId('stack').textContent = stack;
if (page !== undefined)
  byId('page').append(element('a', { href: page, target: '_blank', rel: 'noopener' }, 'Open its page'));

let state = { seed: 0, rules: [] };
const messages = new Messages();
const rows = new Rows(byId('messages'), hops, kinds);
const stations = new Map(hops.map((hop) => [hop, new Station(hop, kinds[hop], (rule) => choose(hop, rule))]));
byId('way').append(...[...stations.values()].map((station) => station.element));
byId('presets').append(
  ...PRESETS.map(({ name, says, rules }) => {
    const button = element('button', { type: 'button' }, element('strong', {}, name), element('span', {}, says));
    button.addEventListener('click', () => does(() => put(rules, state.seed)));
    return element('li', {}, button);
  }),
);
byId('heal').addEventListener('click', () => does(heal));
byId('seed').addEventListener('change', ({ target }) => {
  const seed = Number(target.value);
  does(() => put(asRules(state.rules), seed));
});
byId('asides').addEventListener('change', ({ target }) => {
  rows.showAsides(target.checked);
  showNone();
});

follow({
  opened: () => show(state),
  lost: () => {
    byId('state').textContent = 'The engine does not answer. This page waits for it.';
  },
  state: show,
  traces(events) {
    for (const message of messages.add(events)) rows.draw(message);
    showNone();
  },
});

/** One rule of the page for a hop, in place of those that it has. */
function choose(hop, rule) {
  does(() => {
    const others = asRules(state.rules).filter((one) => one.hop !== hop);
    return put(rule ? [...others, rule] : others, state.seed);
  });
}

/** The rules without what the engine counts. */
function asRules(rules) {
  return rules.map(({ seen: _seen, struck: _struck, ...rule }) => rule);
}

// One after the other: what is asked next builds on what the engine has answered.
let done = Promise.resolve();
function does(ask) {
  done = done.then(() => settles(ask));
}

async function settles(ask) {
  const problem = byId('problem');
  try {
    show(await ask());
    problem.hidden = true;
  } catch (error) {
    problem.textContent = error instanceof TypeError ? 'The engine does not answer. Is it running?' : error.message;
    problem.hidden = false;
    show(state);
  }
}

function show(now) {
  state = now;
  const { length } = now.rules;
  const struck = now.rules.reduce((sum, rule) => sum + rule.struck, 0);
  const says = length === 0 ? 'Nothing is broken.' : `${length} ${length === 1 ? 'rule' : 'rules'} at work.`;
  // A screen reader is told of the rules, and not each time that one strikes.
  if (byId('state').textContent !== says) byId('state').textContent = says;
  byId('struck').textContent = length === 0 ? '' : `Struck ${struck} ${struck === 1 ? 'time' : 'times'}.`;
  if (document.activeElement !== byId('seed')) byId('seed').value = String(now.seed);
  for (const [hop, station] of stations) station.show(now.rules.filter((rule) => rule.hop === hop));
}

function showNone() {
  byId('none').hidden = rows.filled;
}
