// Limits an object that outlives a lifetime to it: after the end no method is called and no result is delivered.
import type { Lifetime } from './lifetime.ts';

const NEVER = new Promise<never>(() => undefined);

/** The same object for one lifetime only. */
export function limitToLifetime<Target extends object>(lifetime: Lifetime, object: Target): Target {
  return new Proxy(object, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        if (lifetime.ended) return NEVER;
        const result: unknown = value.apply(target, args);
        return result instanceof Promise ? settleWithin(lifetime, result) : result;
      };
    },
  });
}

/** The same promise, settled only while the lifetime lasts. */
function settleWithin<Value>(lifetime: Lifetime, promise: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    promise.then(
      (value) => lifetime.run(() => resolve(value)),
      (error) => lifetime.run(() => reject(error)),
    );
  });
}
