// What clients ask of the files of a channel.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileKindOf } from './file-answers.ts';
import { parseFileListQuery, parseWantedLinks } from './file-queries.ts';

const fileId = 'AAAAAAAAAAAAAAAAAAAAAA';

test('a page of the list has a place, a kind and a size, all of them optional', () => {
  assert.deepEqual(parseFileListQuery({}), { limit: 50 });
  const query = { before: '1200', kind: 'image', limit: '5' };
  assert.deepEqual(parseFileListQuery(query), { before: 1200, kind: 'image', limit: 5 });
});

test('a page that does not exist is rejected with what is allowed', () => {
  for (const [query, words] of [
    [{ before: '-1' }, /^before: must be a whole number/],
    [{ limit: '51' }, /^limit: must be a whole number from 1 to 50/],
    [{ kind: 'virus' }, /^kind: must be one of image, media, document/],
  ] as const)
    assert.throws(() => parseFileListQuery(query), { code: 'bad-request', message: words });
});

test('links are wanted of up to 50 files, each as it is unless something else is said', () => {
  const files = [{ fileId }, { fileId, variant: 'thumbnail', download: true }];
  assert.deepEqual(parseWantedLinks({ files }), [
    { fileId, variant: 'original', download: false },
    { fileId, variant: 'thumbnail', download: true },
  ]);
  const many = Array.from({ length: 51 }, () => ({ fileId }));
  for (const input of [undefined, [], { files: 'all' }, { files: [] }, { files: many }])
    assert.throws(() => parseWantedLinks(input), /files: must be a list of 1 to 50 files/);
  assert.throws(() => parseWantedLinks({ files: [{ fileId: '../x' }] }), /fileId: must be/);
  assert.throws(() => parseWantedLinks({ files: [{ fileId, variant: 'large' }] }), /variant: must be/);
});

test('each type has one kind', () => {
  const types = ['image/svg+xml', 'audio/mpeg', 'video/mp4', 'application/pdf'];
  assert.deepEqual(types.map(fileKindOf), ['image', 'media', 'media', 'document']);
});
