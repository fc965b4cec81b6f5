// The documents say what the code does: their tables are made from it. UPDATE_TABLES=1 writes them anew.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { choicesTable, coverageTable, faultsTable, withTable } from './coverage-tables.ts';

const write = process.env['UPDATE_TABLES'] === '1';

test('the README lists every resource type that the engine knows, and no other', () => {
  const { stands, should } = withTable(join(import.meta.dirname, 'README.md'), 'coverage', coverageTable(), write);
  if (!write) assert.equal(stands, should);
});

test('the README lists every fault of every hop, and what is refused there', () => {
  const { stands, should } = withTable(join(import.meta.dirname, 'README.md'), 'faults', faultsTable(), write);
  if (!write) assert.equal(stands, should);
});

test('docs/fidelity.md lists every choice that AppSync Events makes', () => {
  const file = join(import.meta.dirname, '../../docs/fidelity.md');
  const { stands, should } = withTable(file, 'appsync', choicesTable(), write);
  if (!write) assert.equal(stands, should);
});
