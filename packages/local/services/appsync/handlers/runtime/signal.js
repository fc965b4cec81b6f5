// How a handler ends before its end: APPSYNC_JS has no catch, so nothing in the handler can stop it.

/** Carries what `util.error`, `util.unauthorized` and `runtime.earlyReturn` say. */
export class Signal {
  constructor(outcome) {
    this.outcome = outcome;
  }
}
