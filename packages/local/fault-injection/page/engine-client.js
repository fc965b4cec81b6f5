// The page's client of the engine's control API.

/** Reads a resource of the control API. */
export async function read(path) {
  return (await fetch(path)).json();
}

/** Replaces the rules; throws the engine's message for invalid ones. */
export async function setRules(rules, seed) {
  const body = JSON.stringify({ rules, ...(seed !== undefined && { seed }) });
  return parseResponse(await fetch('faults', { method: 'PUT', headers: { 'content-type': 'application/json' }, body }));
}

/** Removes all rules. */
export async function clearRules() {
  return parseResponse(await fetch('faults', { method: 'DELETE' }));
}

/** Subscribes to the rules' state and to the traces. The browser reconnects a lost feed, which starts over. */
export function subscribe({ onOpen, onLost, onState, onTraces }) {
  const feed = new EventSource('feed');
  feed.addEventListener('open', onOpen);
  feed.addEventListener('error', onLost);
  feed.addEventListener('state', ({ data }) => onState(JSON.parse(data)));
  feed.addEventListener('traces', ({ data }) => onTraces(JSON.parse(data)));
}

async function parseResponse(response) {
  const body = await response.json();
  if (!response.ok) throw new Error(body.message);
  return body;
}
