// Values that are mostly available at once: a publish without a handler or a token awaits nothing, and costs no promise.

/** A value, or a promise of one. */
export type MaybePromise<Value> = Value | Promise<Value>;

/** Continues with a value: synchronously when it is available, otherwise when the promise resolves. */
export function andThen<Value, Next>(
  value: MaybePromise<Value>,
  next: (value: Value) => MaybePromise<Next>,
): MaybePromise<Next> {
  return value instanceof Promise ? value.then(next) : next(value);
}
