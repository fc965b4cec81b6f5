// Entry point of the fault page: sets the rules of fault injection and shows the traces of messages.
import { byId, element } from './dom.js';
import { clearRules, read, setRules, subscribe } from './engine-client.js';
import { HopCard } from './hop-card.js';
import { MessageList } from './message-list.js';
import { PRESETS } from './presets.js';
import { TracedMessages } from './traced-messages.js';

const { stack, page, hops, catalog } = await read('catalog');
byId('stack').textContent = stack;
if (page !== undefined)
  byId('page').append(element('a', { href: page, target: '_blank', rel: 'noopener' }, 'Open its page'));

let state = { seed: 0, rules: [] };
const messages = new TracedMessages();
const list = new MessageList(byId('messages'), hops, catalog);
const cards = new Map(hops.map((hop) => [hop, new HopCard(hop, catalog[hop], (rule) => setRuleOf(hop, rule))]));
byId('hops').append(...[...cards.values()].map((card) => card.element));
byId('presets').append(
  ...PRESETS.map(({ name, effect, rules }) => {
    const button = element('button', { type: 'button' }, element('strong', {}, name), element('span', {}, effect));
    button.addEventListener('click', () => enqueue(() => setRules(rules, state.seed)));
    return element('li', {}, button);
  }),
);
byId('clear').addEventListener('click', () => enqueue(clearRules));
byId('seed').addEventListener('change', ({ target }) => {
  const seed = Number(target.value);
  enqueue(() => setRules(withoutCounts(state.rules), seed));
});
byId('background').addEventListener('change', ({ target }) => {
  list.showBackground(target.checked);
  showNone();
});

subscribe({
  onOpen: () => show(state),
  onLost: () => {
    byId('state').textContent = 'The engine does not answer. This page is waiting for it.';
  },
  onState: show,
  onTraces(events) {
    for (const message of messages.add(events)) list.draw(message);
    showNone();
  },
});

/** Replaces the rules of one hop by one rule, or by none. */
function setRuleOf(hop, rule) {
  enqueue(() => {
    const others = withoutCounts(state.rules).filter((one) => one.hop !== hop);
    return setRules(rule ? [...others, rule] : others, state.seed);
  });
}

/** The rules without the engine's counts. */
function withoutCounts(rules) {
  return rules.map(({ matched: _matched, injected: _injected, ...rule }) => rule);
}

// Requests run one after the other, because each builds on the engine's previous answer.
let queue = Promise.resolve();
function enqueue(request) {
  queue = queue.then(() => run(request));
}

async function run(request) {
  const problem = byId('problem');
  try {
    show(await request());
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
  const injected = now.rules.reduce((sum, rule) => sum + rule.injected, 0);
  const text = length === 0 ? 'No faults are set.' : `${length} ${length === 1 ? 'fault' : 'faults'} active`;
  // A screen reader announces changes of the rules, but not every injected fault.
  if (byId('state').textContent !== text) byId('state').textContent = text;
  byId('injected').textContent = length === 0 ? '' : `, triggered ${injected} ${injected === 1 ? 'time' : 'times'}`;
  if (document.activeElement !== byId('seed')) byId('seed').value = String(now.seed);
  for (const [hop, card] of cards) card.show(now.rules.filter((rule) => rule.hop === hop));
}

function showNone() {
  byId('none').hidden = !list.isEmpty;
}
