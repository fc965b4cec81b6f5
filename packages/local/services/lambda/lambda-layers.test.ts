// Code in archives, and the modules of layers.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { installPython } from '../../testing/install-python.ts';
import { withFunction } from '../../testing/lambda-fixture.ts';
import { writeZip, type ZipEntry } from '../../testing/zip-file.ts';
import { LambdaLayers } from './lambda-layers.ts';
import { unzip } from './zip-archive.ts';

const withoutPython = installPython();

function archive(t: TestContext, entries: readonly ZipEntry[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'archive-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeZip(join(folder, 'code.zip'), entries);
  return join(folder, 'code.zip');
}

test('code in an archive runs, with its folders, links and executables, and is removed when the engine stops', async (t) => {
  const code = archive(t, [
    { name: 'lib/', text: '' },
    { name: 'lib/word.js', text: `exports.word = 'unpacked';` },
    { name: 'bin/run', text: '#!/bin/sh\n', mode: 0o100755 },
    { name: 'word.js', text: 'lib/word.js', mode: 0o120777 },
    {
      name: 'index.js',
      text: `const { statSync } = require('node:fs');
        exports.handler = () => [require('./word.js').word, (statSync(__dirname + '/bin/run').mode & 0o111) !== 0, __dirname];`,
    },
  ]);
  const { lambda, name } = await withFunction(t, {}, { properties: { Code: code.slice(1) }, root: '/' });
  const { payload } = (await lambda.invoke(name, {})) as { payload: [string, boolean, string] };
  assert.deepEqual(payload.slice(0, 2), ['unpacked', true]);
  await lambda.close();
  assert.equal(existsSync(payload[2]), false);
});

test('an archive that is damaged, too large, or names a file outside of its folder, is rejected with the reason', async (t) => {
  const cases: [ZipEntry, RegExp][] = [
    [{ name: '../outside.js', text: '' }, /invalid relative path/],
    [{ name: '/etc/outside.js', text: '' }, /absolute path/],
    [{ name: 'a.js', text: 'x'.repeat(1000), claimedBytes: 10 }, /too many bytes/],
    [{ name: 'a.js', text: '', claimedBytes: 251 * 1024 * 1024 }, /more than 262144000 bytes unpacked/],
  ];
  for (const [entry, reason] of cases) {
    const code = archive(t, [entry]);
    await assert.rejects(withFunction(t, {}, { properties: { Code: code.slice(1) }, root: '/' }), {
      code: 'template-broken',
      message: reason,
    });
  }
  await assert.rejects(withFunction(t, { 'not-a.zip': 'text' }, { properties: { Code: 'asset.1/not-a.zip' } }), {
    message: /^The code of the function Say is not a \.zip file that Lambda takes: .*not-a\.zip: /,
  });
  await assert.rejects(withFunction(t, {}, { properties: { Code: 'left-out.zip' } }), { message: /does not exist/ });
});

test('a link out of an archive is not made', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'links-'));
  t.after(() => rmSync(folder, { recursive: true }));
  await unzip(
    archive(t, [
      { name: 'passwd', text: '/etc/passwd', mode: 0o120777 },
      { name: 'up', text: '../..', mode: 0o120777 },
    ]),
    folder,
  );
  assert.deepEqual([existsSync(join(folder, 'passwd')), existsSync(join(folder, 'up'))], [false, false]);
});

const LAYERS = {
  '../first/nodejs/node_modules/shared/index.js': `exports.from = 'first';`,
  '../first/nodejs/node_modules/only-first/package.json': '{"exports":{"import":"./i.mjs","require":"./r.cjs"}}',
  '../first/nodejs/node_modules/only-first/i.mjs': `export { from as shared } from 'shared'; export const by = 'import';`,
  '../first/nodejs/node_modules/only-first/r.cjs': `exports.by = 'require'; exports.shared = require('shared').from;`,
  '../first/nodejs/tools.js': `exports.path = '/opt';`,
  '../second/nodejs/node_modules/shared/index.js': `exports.from = 'second';`,
};

test('require and import find the packages of layers, the last one over those before it, and files at /opt', async (t) => {
  const layers = ['first', 'second'];
  const commonJs = await withFunction(
    t,
    {
      ...LAYERS,
      'index.js': `const { by, shared } = require('only-first');
        exports.handler = () => [by, shared, require('/opt/nodejs/tools').path];`,
    },
    { layers },
  );
  assert.deepEqual((await commonJs.lambda.invoke(commonJs.name, {})).payload, ['require', 'second', '/opt']);
  const module = await withFunction(
    t,
    {
      ...LAYERS,
      'index.mjs': `import { by, shared } from 'only-first';
      import tools from '/opt/nodejs/tools.js';
      export const handler = () => [by, shared, tools.path];`,
    },
    { layers },
  );
  assert.deepEqual((await module.lambda.invoke(module.name, {})).payload, ['import', 'second', '/opt']);
});

test('a function whose layer is missing says so on the console', async (t) => {
  const { lambda, name, said } = await withFunction(t, { 'index.js': `require('only-first');` });
  await lambda.invoke(name, {});
  assert.match(said[0] ?? '', /Runtime\.ImportModuleError: .*'only-first'/);
});

test('Python functions import from their layers, the last one over those before it', {
  skip: withoutPython,
}, async (t) => {
  const { lambda, name } = await withFunction(
    t,
    {
      'app.py': 'import shared, other\ndef handler(event, context): return [shared.origin, other.origin]',
      '../first/python/shared.py': 'origin = "first"',
      '../first/python/lib/python3.13/site-packages/other.py': 'origin = "site-packages"',
      '../second/python/shared.py': 'origin = "second"',
    },
    { layers: ['first', 'second'], properties: { Runtime: 'python3.13', Handler: 'app.handler' } },
  );
  assert.deepEqual(await lambda.invoke(name, {}), { payload: ['second', 'site-packages'] });
});

test('a layer of another account is named, and a Python function may find its packages on the machine', {
  skip: withoutPython,
}, async (t) => {
  const Layers = ['arn:aws:lambda:us-east-1:017000801446:layer:Powertools:7'];
  const Runtime = 'python3.13';
  const files = { 'app.py': 'import json\ndef handler(event, context): return json.loads("1")' };
  const { lambda, name, said } = await withFunction(t, files, {
    properties: { Runtime, Handler: 'app.handler', Layers },
  });
  assert.deepEqual(await lambda.invoke(name, {}), { payload: 1 });
  assert.ok(said.includes(`The layer ${Layers[0]} of Say is not on this machine: install its packages with pip.`));
});

test('a layer is unpacked once, for the first function that has it, and is removed when the engine stops', async () => {
  const layers = new LambdaLayers();
  const calls: string[] = [];
  layers.add('one', async () => {
    calls.push('unpacked');
    return { root: '/one', discard: () => calls.push('removed') };
  });
  assert.equal(await layers.folder('Without', [], false), undefined);
  assert.deepEqual(calls, []);
  const both = await Promise.all([layers.folder('First', ['one'], false), layers.folder('Second', ['one'], false)]);
  assert.deepEqual(both, ['/one', '/one']);
  await layers.close();
  assert.deepEqual(calls, ['unpacked', 'removed']);
});
