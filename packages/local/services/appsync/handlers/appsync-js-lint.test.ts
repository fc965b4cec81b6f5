import assert from 'node:assert/strict';
import test from 'node:test';
import { lintHandler } from './appsync-js-lint.ts';

const inHandler = (statement: string) => `export function onPublish(ctx) {\n${statement}\n}`;

test('unsupported syntax is reported with its line and the name of the rule', () => {
  const unsupported: Record<string, string> = {
    'while (true) {}': 'no-while',
    'do {} while (true)': 'no-while',
    'for (let i = 0; i < 3; i += 1) {}': 'no-for',
    'for (const a of [1]) { continue; }': 'no-continue',
    'try {} catch {}': 'no-try',
    'try {} finally {}': 'no-try',
    "throw 'x';": 'no-throw',
    'class A {}': 'no-classes',
    'const A = class {};': 'no-classes',
    'const a = async () => {};': 'no-async',
    'const a = function* () {};': 'no-generators',
    'let a = 1; a++;': 'no-disallowed-unary-operators',
    'let a = 1; --a;': 'no-disallowed-unary-operators',
    'const a = ~1;': 'no-disallowed-unary-operators',
    "const a = 'x' in ctx;": 'no-disallowed-binary-operators',
    'const a = ctx instanceof Object;': 'no-disallowed-binary-operators',
    'const a = /x/;': 'no-regex',
    'const a = this;': 'no-this',
    'const a = new Map();': 'no-new',
    'a: for (const b of [1]) { break a; }': 'no-labels',
    'ctx = {};': 'no-context-reassign',
    'return () => 1;': 'no-function-return',
    'const f = () => 1; return f;': 'no-function-return',
    'const f = () => () => 1;': 'no-function-return',
    'const f = (g) => g; f(() => 1);': 'no-function-passing',
    'const f = () => 1; f = 2;': 'no-function-reassign',
    'const f = () => f();': 'no-recursion',
    'const f = () => 1; f.call(null);': 'no-disallowed-methods',
    'f.apply(null, []);': 'no-disallowed-methods',
    "Function('x');": 'no-disallowed-methods',
    "eval('x');": 'no-disallowed-methods',
    '[2, 1].sort((a, b) => a - b);': 'no-disallowed-methods',
    "import('x');": 'no-import',
  };
  for (const [statement, rule] of Object.entries(unsupported)) {
    const faults = lintHandler(inHandler(statement));
    assert.ok(
      faults.some((fault) => fault.rule === rule && fault.line === 2),
      `${statement}: ${JSON.stringify(faults)}`,
    );
  }
});

test('two functions that call each other are reported', () => {
  const faults = lintHandler(
    'function a() { return b(); }\nfunction b() { return a(); }\nexport function onPublish() { return a(); }',
  );
  assert.deepEqual(
    faults.map(({ rule, line }) => [rule, line]),
    [
      ['no-recursion', 1],
      ['no-recursion', 2],
    ],
  );
});

test('the features of APPSYNC_JS are accepted', () => {
  const code = `import { util, runtime } from '@aws-appsync/utils';
const LIMIT = 3;
function short(text) { return text.slice(0, LIMIT); }
export const onPublish = (ctx) => {
  const { events, ...others } = ctx;
  var seen = {};
  for (const event of events) { if (!event.payload?.text) { break; } seen[event.id] = short(event.payload.text ?? ''); }
  for (const name in seen) { switch (name) { case 'a': delete seen[name]; break; default: } }
  if (void 0 === null && typeof others === 'object') { runtime.earlyReturn(events); }
  return events.map((event) => ({ id: event.id, payload: { ...event.payload, at: util.time.nowISO8601(), text: \`\${seen[event.id]}\` } }));
};`;
  assert.deepEqual(lintHandler(code), []);
});

test('only the modules of the runtime can be imported', () => {
  assert.deepEqual(lintHandler("import { util } from '@aws-appsync/utils';"), []);
  assert.equal(lintHandler("import fs from 'node:fs';")[0]?.rule, 'no-import');
});

test('invalid JavaScript is reported with its line', () => {
  assert.deepEqual(
    lintHandler('export function onPublish() {\n  return {;\n}').map(({ rule, line }) => [rule, line]),
    [['syntax', 2]],
  );
});

test('code of more than 32,768 characters is rejected', () => {
  const code = (length: number) => `export function onPublish() {}//${'x'.repeat(length - 32)}`;
  assert.deepEqual(lintHandler(code(32_768)), []);
  assert.equal(lintHandler(code(32_769))[0]?.rule, 'code-size');
});
