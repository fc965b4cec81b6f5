// Which files the settings of the stack allow.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '@parley/chat';
import { checkAllowed } from './file-uploads.ts';

const file = { fileId: newId(), name: 'a.png', type: 'image/png', size: 100 };

test('a file may be as large as the setting says', () => {
  checkAllowed(file, { maxBytes: 100, types: '*/*' });
  assert.throws(() => checkAllowed(file, { maxBytes: 99, types: '*/*' }), {
    status: 413,
    code: 'file-too-large',
    fields: { maxBytes: 99 },
  });
});

test('a list of types admits these only, and never a program', () => {
  checkAllowed(file, { maxBytes: 100, types: 'application/pdf, image/*' });
  for (const other of [
    { ...file, type: 'text/html' },
    { ...file, name: 'a.png.exe' },
  ])
    assert.throws(() => checkAllowed(other, { maxBytes: 100, types: 'application/pdf, image/*' }), {
      status: 415,
      code: 'file-type',
    });
});

test('no file is accepted where files are switched off', () => {
  assert.throws(() => checkAllowed(file, { maxBytes: 0, types: '*/*' }), { status: 403, code: 'files-off' });
});
