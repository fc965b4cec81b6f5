// The entry point inside the sandbox: calls a handler's hooks, with JSON in and JSON out.
import './appsync-globals.js';
import './dynamodb-helpers.js';
import { Signal } from './appsync-runtime.js';

// The original functions, captured before a handler runs: it sees others.
const { readJson, writeJson } = globalThis.__engine;
delete globalThis.__engine;

/** Calls a hook, or one phase of it, with `ctx` as JSON; returns the outcome as JSON. */
export function call(hooks, hook, phase, ctxText) {
  const ctx = readJson(ctxText);
  try {
    const value = phase === 'self' ? hooks[hook](ctx) : hooks[hook][phase](ctx);
    return writeJson({ kind: 'returned', value, stash: ctx.stash });
  } catch (thrown) {
    if (thrown instanceof Signal) return writeJson({ ...thrown.outcome, stash: ctx.stash });
    return writeJson({ kind: 'failed', message: String(thrown?.message ?? thrown) });
  }
}

/** The form of each exported hook: a function, an object with both phases, or neither. */
export function shape(hooks) {
  const shapes = {};
  for (const hook of ['onPublish', 'onSubscribe']) {
    const exported = hooks[hook];
    if (exported === undefined) continue;
    if (typeof exported === 'function') shapes[hook] = 'function';
    else if (typeof exported?.request === 'function' && typeof exported?.response === 'function')
      shapes[hook] = 'phases';
    else shapes[hook] = 'neither';
  }
  return writeJson(shapes);
}
