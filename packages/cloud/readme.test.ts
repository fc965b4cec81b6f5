// The table of routes in the README is the one of `@parley/chat`: run with UPDATE=1 to rewrite it.
import assert from 'node:assert/strict';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROUTE_DOCS, ROUTE_NAMES, routeKey } from '@parley/chat';

const README = join(import.meta.dirname, 'README.md');
const BEGIN = '<!-- routes -->\n';
const END = '<!-- /routes -->';

function table(): string {
  const rows = ROUTE_NAMES.map((name) => {
    const { request = '', returns, errors = [] } = ROUTE_DOCS[name];
    return `| \`${routeKey(name)}\` | ${request} | ${returns} | ${errors.map((code) => `\`${code}\``).join(', ')} |\n`;
  });
  return `| route | request | returns | errors |\n| --- | --- | --- | --- |\n${rows.join('')}`;
}

test('the table of routes in the README is up to date', () => {
  const text = readFileSync(README, 'utf8');
  const [before = '', rest = ''] = text.split(BEGIN);
  const [current = '', after = ''] = rest.split(END);
  if (process.env['UPDATE']) writeFileSync(README, before + BEGIN + table() + END + after);
  else assert.equal(current, table(), 'UPDATE=1 node --test packages/cloud/readme.test.ts rewrites it');
});

test('every error code of the table is one that a function returns', () => {
  const files = globSync('{access,channels,db,files,functions,messages,moderation,notifications,users}/*.ts', {
    cwd: import.meta.dirname,
  });
  const source = files.map((file) => readFileSync(join(import.meta.dirname, file), 'utf8')).join('\n');
  const codes = new Set(ROUTE_NAMES.flatMap((name) => ROUTE_DOCS[name].errors ?? []));
  assert.deepEqual(
    [...codes].filter((code) => !source.includes(`'${code}'`)),
    [],
  );
});
