// A guard between a life and what outlives it: after the life's end nothing is called and nothing comes back.
import type { Life } from './lifetime.ts';

const NEVER = new Promise<never>(() => undefined);

/** The same thing for one life alone. */
export function guarded<Thing extends object>(life: Life, thing: Thing): Thing {
  return new Proxy(thing, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        if (life.over) return NEVER;
        const result: unknown = value.apply(target, given);
        return result instanceof Promise ? within(life, result) : result;
      };
    },
  });
}

/** A promise that a life waits for: kept while it lasts. */
export function within<Value>(life: Life, promise: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    promise.then(
      (value) => life.do(() => resolve(value)),
      (error) => life.do(() => reject(error)),
    );
  });
}
