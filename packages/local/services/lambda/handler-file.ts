// The file of a function's handler: `src/index.handler` is in `src/index.js`, `app.main.handler` of Python in `app/main.py`.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionCode } from './code-location.ts';

/** The endings of Node.js modules, in the order in which Lambda looks for them. */
const NODE_ENDINGS = ['.js', '.mjs', '.cjs'];

/** The module of a Node.js handler, without the ending of its file: in the function's folder, or in its layers at `/opt`. */
export function findNodeFile({ root, opt }: FunctionCode, module: string): string | undefined {
  const inOpt = opt !== undefined && module.startsWith('/opt/');
  const path = inOpt ? join(opt, module.slice('/opt/'.length)) : join(root, module);
  return NODE_ENDINGS.map((ending) => path + ending).find((file) => existsSync(file));
}

/** Whether the code has a file for the handler. A Python module may also be a package of the machine. */
export function hasHandlerFile(code: FunctionCode, handler: string, isPython: boolean): boolean {
  const [, module = ''] = (isPython ? /^(.*)\.[^.]+$/ : /^((?:.*\/)?[^./]+)\./).exec(handler) ?? [];
  if (!isPython) return findNodeFile(code, module) !== undefined;
  const path = module.replaceAll('.', '/');
  const folders = [code.root, ...(code.opt === undefined ? [] : [join(code.opt, 'python')])];
  return folders.some((folder) => [`${path}.py`, path].some((name) => existsSync(join(folder, name))));
}
