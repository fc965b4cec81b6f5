// Values that mostly are there at once: a publish that meets no handler and no token waits for nothing, and costs no promise.

/** A value, or the promise of one. */
export type Soon<Value> = Value | Promise<Value>;

/** Goes on with a value: at once when it is there, else when it comes. */
export function soon<Value, Next>(value: Soon<Value>, next: (value: Value) => Soon<Next>): Soon<Next> {
  return value instanceof Promise ? value.then(next) : next(value);
}
