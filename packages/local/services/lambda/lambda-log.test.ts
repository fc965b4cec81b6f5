// The log of a function.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withFunction } from '../../testing/lambda-fixture.ts';

test('the output of a function is logged between START and REPORT', async (t) => {
  const { lambda, lines, groups, name } = await withFunction(
    t,
    {
      'index.mjs': `export const handler = async () => { console.warn('careful %d', 7); process.stdout.write('raw\\n'); };`,
    },
    { properties: { LoggingConfig: { LogGroup: 'custom-group' } } },
  );
  assert.deepEqual(await lambda.invoke(name, {}), { payload: null });
  assert.deepEqual([...groups], ['custom-group']);
  assert.match(lines[0] ?? '', /^START RequestId: \S+ Version: \$LATEST$/);
  assert.match(lines[1] ?? '', /^\S+Z\t\S+\tWARN\tcareful 7$/);
  assert.equal(lines[2], 'raw');
  assert.match(lines[3] ?? '', /^END RequestId: /);
  assert.match(
    lines[4] ?? '',
    /^REPORT RequestId: \S+\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB\tInit Duration: /,
  );
});

test('with JSON logs every line is an object, and lines below the level are omitted', async (t) => {
  const { lambda, lines, name } = await withFunction(
    t,
    {
      'index.mjs': `export const handler = async () => { console.debug('no'); console.log({ a: 1 }); console.error('e', 1); };`,
    },
    { properties: { LoggingConfig: { LogFormat: 'JSON' } } },
  );
  await lambda.invoke(name, {});
  const [start, first, second, report] = lines.map((line) => JSON.parse(line));
  assert.equal(start.type, 'platform.start');
  assert.deepEqual([first.level, first.message], ['INFO', { a: 1 }]);
  assert.deepEqual([second.level, second.message], ['ERROR', 'e 1']);
  assert.equal(report.type, 'platform.report');
});

test('with JSON logs at WARN an invocation writes nothing but what went wrong in it', async (t) => {
  const { lambda, lines, name } = await withFunction(
    t,
    {
      'index.mjs': `export const handler = async (event) => {
        console.info('all well');
        if (event.logged) console.error(new RangeError('unwell'));
        if (event.thrown) throw new TypeError('broken');
      };`,
    },
    { properties: { LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'WARN', SystemLogLevel: 'WARN' } } },
  );
  await lambda.invoke(name, {});
  assert.deepEqual(lines, []);
  await lambda.invoke(name, { logged: true });
  const [logged] = lines.splice(0).map((line) => JSON.parse(line));
  assert.deepEqual(
    [logged.level, logged.message.errorType, logged.message.errorMessage],
    ['ERROR', 'RangeError', 'unwell'],
  );
  await lambda.invoke(name, { thrown: true });
  const [thrown, report] = lines.map((line) => JSON.parse(line));
  assert.deepEqual([thrown.level, thrown.message.errorType], ['ERROR', 'TypeError']);
  assert.deepEqual([report.type, report.record.status], ['platform.report', 'error']);
});

test('a function that prints without end does not fill the memory', async (t) => {
  const { lambda, lines, name } = await withFunction(t, {
    'index.mjs': `export const handler = async () => { for (let i = 0; i < 5000; i += 1) console.log('x'.repeat(1000)); };`,
  });
  await lambda.invoke(name, {});
  assert.ok(lines.join('').length < 1.1 * 1024 * 1024);
  assert.ok(lines.some((line) => line.includes('the rest is omitted')));
});
