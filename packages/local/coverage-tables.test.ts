// The tables of the documents are those that the code generates. UPDATE_TABLES=1 writes them.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { choicesTable, coverageTable, faultsTable, withTable } from './coverage-tables.ts';

const write = process.env['UPDATE_TABLES'] === '1';

test('the README lists every resource type that the engine knows, and no other', () => {
  const { actual, expected } = withTable(join(import.meta.dirname, 'README.md'), 'coverage', coverageTable(), write);
  if (!write) assert.equal(actual, expected);
});

test('the README lists every fault of every hop, and the faults that it does not support', () => {
  const { actual, expected } = withTable(join(import.meta.dirname, 'README.md'), 'faults', faultsTable(), write);
  if (!write) assert.equal(actual, expected);
});

test('docs/fidelity.md lists every choice about AppSync Events', () => {
  const file = join(import.meta.dirname, '../../docs/fidelity.md');
  const { actual, expected } = withTable(file, 'appsync', choicesTable(), write);
  if (!write) assert.equal(actual, expected);
});
