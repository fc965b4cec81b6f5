// What the page asks of the engine.

/** Reads something. */
export async function read(path) {
  return (await fetch(path)).json();
}

/** Puts rules to work; throws what the engine says of bad ones. */
export async function put(rules, seed) {
  const body = JSON.stringify({ rules, ...(seed !== undefined && { seed }) });
  return settled(await fetch('faults', { method: 'PUT', headers: { 'content-type': 'application/json' }, body }));
}

/** Heals everything. */
export async function heal() {
  return settled(await fetch('faults', { method: 'DELETE' }));
}

/** Hears the state of the rules and what happens to messages; a lost feed comes back by itself and begins anew. */
export function follow({ opened, lost, state, traces }) {
  const feed = new EventSource('feed');
  feed.addEventListener('open', opened);
  feed.addEventListener('error', lost);
  feed.addEventListener('state', ({ data }) => state(JSON.parse(data)));
  feed.addEventListener('traces', ({ data }) => traces(JSON.parse(data)));
}

async function settled(answer) {
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.message);
  return body;
}
