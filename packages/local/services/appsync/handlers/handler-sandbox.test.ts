import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { ManualClock } from '../../../clock.ts';
import { HandlerSandbox, RUN_MAX_MS } from './handler-sandbox.ts';
import type { HandlerOutcome } from './sandbox-protocol.ts';

// Loaded code is isolated, so one thread serves all tests; a test that ends its thread has its own.
const shared = new HandlerSandbox();
after(() => shared.close());

/** Loads one onPublish and returns a function that runs it on a ctx. */
async function onPublish(body: string, sandbox = shared) {
  const loaded = await sandbox.load(`import { util, runtime, extensions } from '@aws-appsync/utils';
export function onPublish(ctx) { ${body} }`);
  assert.ok('id' in loaded, JSON.stringify(loaded));
  return async (ctx: unknown = {}): Promise<HandlerOutcome> => {
    const now = Date.UTC(2026, 1, 3, 4, 5, 6, 7);
    const run = {
      hook: 'onPublish',
      phase: 'self',
      ctx: JSON.stringify(ctx),
      now,
      authType: 'API Key Authorization',
    } as const;
    return (await sandbox.run(loaded.id, run)).outcome;
  };
}

async function result(expression: string, ctx?: unknown): Promise<unknown> {
  const outcome = await (await onPublish(`return ${expression};`))(ctx);
  assert.equal(outcome.kind, 'returned', JSON.stringify(outcome));
  return (outcome as { value?: unknown }).value;
}

test('a handler has no access to Node, the network or the file system', async () => {
  const names =
    'process require module globalThis.process fetch setTimeout Buffer WebAssembly XMLHttpRequest __host __engine'.split(
      ' ',
    );
  assert.deepEqual(
    await result(`[${names.map((name) => `typeof ${name}`).join()}]`),
    names.map(() => 'undefined'),
  );
});

test('a handler cannot escape through the constructor of a constructor', async () => {
  for (const attempt of [
    '[].constructor.constructor("return process")()',
    '(() => {}).constructor("return 1")()',
    'util.error.constructor("return 1")()',
    'ctx.constructor.constructor("return this")()',
    'Object.getPrototypeOf(util.autoId).constructor("return this")()',
  ]) {
    const outcome = await (await onPublish(`return ${attempt};`))();
    assert.equal(outcome.kind, 'failed', attempt);
  }
});

test('an endless loop is stopped, and the next call succeeds', async () => {
  const run = await onPublish('if (ctx.calm) { return 1; } const all = [1]; for (const one of all) { all.push(one); }');
  assert.equal((await run()).kind, 'failed');
  assert.deepEqual(await run({ calm: true }), { kind: 'returned', value: 1 });
});

test('steps are counted: a loop that uses no memory is stopped too', async () => {
  const run = await onPublish(
    'let sum = 0; for (const a of ctx.n) for (const b of ctx.n) for (const c of ctx.n) for (const d of ctx.n) { sum = sum + d; } return sum;',
  );
  assert.deepEqual(await run({ n: Array(100).fill(0) }), { kind: 'failed', message: 'interrupted' });
});

test('failed code starts in a new machine', async () => {
  const loaded = await shared.load(`let calls = 0;
export function onPublish(ctx) { calls = calls + 1; if (ctx.bad) { const all = [1]; for (const one of all) { all.push(one); } } return calls; }`);
  assert.ok('id' in loaded);
  const run = async (ctx: string) =>
    (await shared.run(loaded.id, { hook: 'onPublish', phase: 'self', ctx, now: 0, authType: '' })).outcome;
  assert.deepEqual(await run('{}'), { kind: 'returned', value: 1 });
  assert.equal((await run('{"bad":true}')).kind, 'failed');
  assert.deepEqual(await run('{}'), { kind: 'returned', value: 1 });
});

test('a handler that exhausts its memory is stopped, and the next call succeeds', async () => {
  const run = await onPublish(
    'if (ctx.calm) { return 1; } let all = [1]; for (const one of ctx.steps) { all = all.concat(all); } return all.length;',
  );
  assert.equal((await run({ steps: Array(40).fill(0) })).kind, 'failed');
  assert.deepEqual(await run({ calm: true }), { kind: 'returned', value: 1 });
});

test('a pattern that would run for years is stopped', async () => {
  const run = await onPublish("return util.matches('(a+)+$', ctx.text);");
  assert.equal((await run({ text: `${'a'.repeat(40)}b` })).kind, 'failed');
});

test('a call that cannot be counted ends with its thread, and the pending runs succeed', async (t) => {
  const clock = new ManualClock();
  const sandbox = new HandlerSandbox(clock);
  t.after(() => sandbox.close());
  // Searches four megabytes many times: few steps, but much time.
  const slow = await onPublish(
    `let text = 'ab'; for (const i of ctx.n) { text = text + text; }
     let found = 0; for (const i of ctx.n) for (const j of ctx.n) for (const k of ctx.n) for (const l of ctx.n) { found = found + text.indexOf('zz' + found); }
     return found;`,
    sandbox,
  );
  const quick = await onPublish('return ctx.n;', sandbox);
  const ended = slow({ n: Array(20).fill(0) });
  const pending = quick({ n: 7 });
  clock.advance(RUN_MAX_MS);
  assert.deepEqual(await ended, { kind: 'failed', message: `ran longer than ${RUN_MAX_MS} ms` });
  assert.deepEqual(await pending, { kind: 'returned', value: 7 });
});

test('data named __proto__ changes no prototype', async () => {
  const ctx = JSON.parse('{"events":[{"__proto__":{"polluted":true},"constructor":"c","toString":"s"}]}');
  const value = await result('[{}.polluted === undefined, { ...ctx.events[0] }]', ctx);
  assert.equal(JSON.stringify(value), '[true,{"__proto__":{"polluted":true},"constructor":"c","toString":"s"}]');
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
});

test('no prototype keeps a property from one call to the next', async () => {
  const run = await onPublish('if (ctx.first) { Object.prototype.left = 1; } return {}.left === undefined;');
  assert.equal((await run({ first: true })).kind, 'failed');
  assert.deepEqual(await run(), { kind: 'returned', value: true });
});

test('texts of every kind pass unchanged', async () => {
  const text = '"\\\n\t\u0000\u2028 ✓ 😀 \ud800 \u202eabc';
  assert.equal(await result('ctx.text', { text }), text);
  assert.equal(await result('util.base64Decode(util.base64Encode(ctx.text))', { text: '\u0000 ✓ 😀' }), '\u0000 ✓ 😀');
});

test('util.error, util.unauthorized and runtime.earlyReturn end the handler immediately', async () => {
  assert.deepEqual(await (await onPublish("util.error('no', 'MyType'); return 1;"))(), {
    kind: 'error',
    message: 'no',
    errorType: 'MyType',
  });
  assert.deepEqual(await (await onPublish('util.unauthorized(); return 1;'))(), { kind: 'unauthorized' });
  assert.deepEqual(await (await onPublish('runtime.earlyReturn([1]); return 2;'))(), { kind: 'early', value: [1] });
  assert.equal((await (await onPublish('extensions.invalidateSubscriptions({});'))()).kind, 'error');
});

test('util generates ids, encodes texts and reads the time', async () => {
  assert.match(String(await result('util.autoId()')), /^[0-9a-f-]{36}$/);
  assert.match(String(await result('util.autoUlid()')), /^01KGGTSTAQ[0-9A-HJKMNP-TV-Z]{16}$/);
  assert.match(String(await result('util.autoKsuid()')), /^[0-9A-Za-z]{27}$/);
  assert.equal(await result("util.urlEncode('a b&c=ü/*')"), 'a+b%26c%3D%C3%BC%2F*');
  assert.equal(await result("util.urlDecode('a+b%26c%3D%C3%BC')"), 'a b&c=ü');
  assert.equal(await result("util.escapeJavaScript('it\\'s \"x\"')"), String.raw`it\'s \"x\"`);
  assert.equal(await result('util.time.nowISO8601()'), '2026-02-03T04:05:06.007Z');
  assert.equal(await result('util.time.nowEpochSeconds()'), 1770091506);
  assert.equal(
    await result("util.time.nowFormatted('yyyy-MM-dd HH:mm:ssZ', 'Australia/Perth')"),
    '2026-02-03 12:05:06+0800',
  );
  assert.equal(
    await result("util.time.parseFormattedToEpochMilliSeconds('2026-02-03 12:05:06+0800', 'yyyy-MM-dd HH:mm:ssZ')"),
    1770091506000,
  );
  assert.equal(await result("util.time.parseISO8601ToEpochMilliSeconds('2026-02-03T04:05:06.007Z')"), 1770091506007);
  assert.equal(await result('util.authType()'), 'API Key Authorization');
});

test('the language differs from JavaScript as AWS documents', async () => {
  assert.equal(await result("JSON.parse('not json')"), '');
  assert.equal(await result("'a.b.c'.replace('[.]', '-')"), 'a-b.c');
  assert.equal(await result("'a.b.c'.replaceAll('[.]', '-')"), 'a-b-c');
  assert.deepEqual(
    await result('[typeof Date, typeof Promise, typeof RegExp, typeof eval]'),
    Array(4).fill('undefined'),
  );
});

test('the log of a handler is recorded up to a limit', async () => {
  const loaded = await shared.load(
    "export function onPublish(ctx) { console.log('a', { b: 1 }, 2); console.error('c'); for (const n of ctx.n) { console.log(n); } }",
  );
  assert.ok('id' in loaded);
  const ctx = JSON.stringify({ n: Array(500).fill(0) });
  const { log } = await shared.run(loaded.id, { hook: 'onPublish', phase: 'self', ctx, now: 0, authType: '' });
  assert.deepEqual(log.slice(0, 2), [
    { level: 'log', text: 'a {"b":1} 2' },
    { level: 'error', text: 'c' },
  ]);
  assert.equal(log.length, 100);
});
