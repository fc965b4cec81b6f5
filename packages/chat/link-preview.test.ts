import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PREVIEW_LINKS_MAX, PREVIEW_URL_MAX, parsePreviewRequest } from './link-preview.ts';

test('a request names each link once', () => {
  assert.deepEqual(parsePreviewRequest({ urls: ['https://a.example/', 'b', 'https://a.example/'] }), [
    'https://a.example/',
    'b',
  ]);
});

test('a request without links, with too many, with long ones or with other values is rejected', () => {
  const many = Array.from({ length: PREVIEW_LINKS_MAX + 1 }, (_, index) => `https://a.example/${index}`);
  for (const urls of [undefined, [], many, ['x'.repeat(PREVIEW_URL_MAX + 1)], [1], 'https://a.example/', { length: 1 }])
    assert.throws(() => parsePreviewRequest({ urls }), { code: 'bad-request' });
  for (const input of [undefined, null, 7, 'x', []])
    assert.throws(() => parsePreviewRequest(input), { code: 'bad-request' });
});
