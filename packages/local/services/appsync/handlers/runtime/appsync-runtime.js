// The bridge between handler code and the engine, and `runtime`: "Runtime utilities".

// Values cross as JSON texts, since the border between QuickJS and the engine takes only texts without NUL.
const callEngine = globalThis.__host;
delete globalThis.__host;
const { parse, stringify } = JSON;

/** Calls a function of the engine: the time, randomness, bytes and calendars, and nothing else. */
export function host(name, ...values) {
  return parse(callEngine(name, stringify(values)));
}

/** Ends a handler early with an outcome. APPSYNC_JS has no catch, so the handler cannot intercept it. */
export class Signal {
  constructor(outcome) {
    this.outcome = outcome;
  }
}

export const runtime = Object.freeze({
  earlyReturn(value) {
    throw new Signal({ kind: 'early', value });
  },
});
