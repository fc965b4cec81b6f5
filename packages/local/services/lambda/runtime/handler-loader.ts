// Loads a handler: `index.handler` in a folder, as an ES module or CommonJS.
import { pathToFileURL } from 'node:url';
import type { FunctionCode } from '../code-location.ts';
import { findNodeFile } from '../handler-file.ts';
import { RuntimeError } from './function-error.ts';
import { confineModules } from './module-loader.ts';
import { isStreaming, type StreamingHandler } from './response-stream.ts';

/** A function's handler, with callbacks adapted to a promise. */
export type Handler = (event: unknown, context: Record<string, unknown>) => Promise<unknown>;

type Callback = (error: unknown, answer?: unknown) => void;
type Exported = (event: unknown, context: unknown, callback?: Callback) => unknown;

// Source: Lambda developer guide, Node.js runtimes: callback handlers are supported up to Node.js 22.
const LAST_WITH_CALLBACKS = 22;

/** Loads the code of a folder and returns its handler. */
export async function loadHandler(
  code: FunctionCode,
  name: string,
  runtime: string,
): Promise<Handler | StreamingHandler> {
  // The module may be in a folder, and the function in an object: `folder/index.nested.handler`.
  const [, path, exported] = /^((?:.*\/)?[^./]+)\.(.+)$/.exec(name) ?? [];
  if (!path || !exported) throw new RuntimeError('Runtime.MalformedHandlerName', 'Bad handler');
  const file = findNodeFile(code, path);
  if (!file)
    throw new RuntimeError(
      'Runtime.ImportModuleError',
      `Error: Cannot find module '${path}'\nRequire stack:\n- /var/runtime/index.mjs`,
    );
  const node = Number(/\d+/.exec(runtime)?.[0]);
  confineModules(code, node);
  const found = pick(await load(file), exported);
  if (found === undefined) throw new RuntimeError('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  if (typeof found !== 'function') throw new RuntimeError('Runtime.HandlerNotFound', `${name} is not a function`);
  return isStreaming(found) ? found : adapt(found as Exported, node);
}

async function load(file: string): Promise<Record<string, unknown>> {
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new RuntimeError('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`);
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND')
      throw new RuntimeError('Runtime.ImportModuleError', `Error: ${(error as Error).message}`);
    throw error;
  }
}

function pick(module: Record<string, unknown>, path: string): unknown {
  const walk = (from: unknown) =>
    path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], from);
  return walk(module) ?? walk(module.default);
}

function adapt(exported: Exported, node: number): Handler {
  if (exported.length < 3) return async (event, context) => exported(event, context);
  if (node > LAST_WITH_CALLBACKS)
    throw new RuntimeError(
      'Runtime.CallbackHandlerDeprecated',
      'AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later.',
    );
  return (event, context) =>
    new Promise((resolve, reject) => {
      const callback: Callback = (error, answer) => (error == null ? resolve(answer) : reject(error));
      const answer = exported(event, context, callback);
      if (answer instanceof Promise) answer.then(resolve, reject);
    });
}
