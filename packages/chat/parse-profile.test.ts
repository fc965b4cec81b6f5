// Display names and pictures: which are valid, and which are rejected because they could harm readers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { parseDisplayName, parseProfileChange, parseProfilesQuery } from './parse-profile.ts';
import { PICTURE_MAX, PICTURE_SIDE_MAX } from './picture.ts';
import { DISPLAY_NAME_MAX } from './profile.ts';

const picture = (input: unknown) => parseProfileChange({ picture: input }).picture;
const rejected = (input: unknown, sentence: RegExp) =>
  assert.throws(() => parseProfileChange(input), { name: 'ChatError', code: 'bad-request', message: sentence });
const data = (kind: string, bytes: Uint8Array) => `data:image/${kind};base64,${Buffer.from(bytes).toString('base64')}`;

function png(width: number, height: number, more = 0): Buffer {
  const header = Buffer.alloc(25);
  header.writeUInt32BE(13, 0);
  header.write('IHDR', 4, 'latin1');
  header.writeUInt32BE(width, 8);
  header.writeUInt32BE(height, 12);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), header, Buffer.alloc(more)]);
}

function jpeg(width: number, height: number): Buffer {
  const frame = Buffer.from([0xff, 0xc0, 0, 17, 8, height >> 8, height & 255, width >> 8, width & 255, ...Array(10)]);
  return Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc4, 0, 4, 1, 2]), frame]);
}

function webp(chunk: 'VP8 ' | 'VP8L' | 'VP8X', width: number, height: number): Buffer {
  const bytes = Buffer.alloc(40);
  bytes.write('RIFF', 0, 'latin1');
  bytes.write(`WEBP${chunk}`, 8, 'latin1');
  if (chunk === 'VP8 ') {
    bytes.writeUInt16LE(width, 26);
    bytes.writeUInt16LE(height, 28);
  } else if (chunk === 'VP8L') bytes.writeUInt32LE((width - 1) | ((height - 1) << 14), 21);
  else {
    bytes.writeUIntLE(width - 1, 24, 3);
    bytes.writeUIntLE(height - 1, 27, 3);
  }
  return bytes;
}

test('a display name may be in any script, with spaces and emoji, and is trimmed', () => {
  for (const name of ['Ann', '李小龍', 'محمد علي', 'नमस्ते', "Zoë O'Hara", '👩‍🚀 Ann', 'श्री‍'])
    assert.equal(parseDisplayName(`  ${name} `), name.normalize('NFC'));
  assert.equal(parseDisplayName('Ann \u00a0  Lee'), 'Ann Lee');
  assert.equal(parseDisplayName('😀'.repeat(DISPLAY_NAME_MAX)), '😀'.repeat(DISPLAY_NAME_MAX));
});

test('a display name that is invisible, or changes the direction of adjacent text, is rejected', () => {
  for (const name of ['', '   ', '\u200b', '\u3164', '\u2800 \u2800', '\u200d\ufe0f'])
    rejected({ displayName: name }, /no visible character/);
  for (const name of ['a\u202eb', 'a\u2066b', 'a\u200fb', 'a\nb', 'a\u0000b', 'a\u2028b', '\ud800'])
    rejected({ displayName: name }, /cannot be displayed/);
  rejected({ displayName: 'x'.repeat(DISPLAY_NAME_MAX + 1) }, /has 51 characters; the limit is 50/);
  rejected({ displayName: 7 }, /must be a string/);
});

test('a picture is an emoji, or a small image of a type that all browsers support', () => {
  assert.equal(picture('🦊'), '🦊');
  for (const image of [
    data('png', png(64, 64)),
    data('jpeg', jpeg(64, 48)),
    data('webp', webp('VP8 ', 64, 64)),
    data('webp', webp('VP8L', 64, 128)),
    data('webp', webp('VP8X', 128, 1)),
    data('png', png(1, 1, PICTURE_MAX - 33)),
  ])
    assert.equal(picture(image), image);
});

test('an image of another type than declared, too large, or invalid is rejected', () => {
  rejected({ picture: data('jpeg', png(64, 64)) }, /not an image of the type jpeg/);
  rejected({ picture: data('png', jpeg(64, 64)) }, /not an image of the type png/);
  rejected({ picture: data('webp', png(64, 64)) }, /not an image of the type webp/);
  rejected({ picture: data('png', png(64, 64).subarray(0, 20)) }, /not an image/);
  rejected({ picture: data('png', png(64, 64, PICTURE_MAX)) }, /bytes/);
  rejected({ picture: `data:image/png;base64,${'A'.repeat(20_000)}` }, /larger than 8192 bytes/);
  for (const image of [
    data('svg+xml', Buffer.from('<svg onload="alert(1)"/>')),
    data('gif', Buffer.from('GIF89a')),
    'data:text/html;base64,PHNjcmlwdD4=',
    'data:image/png,x',
    `${data('png', png(1, 1))}" onerror="alert(1)`,
    'data:image/png;base64,====',
  ])
    rejected({ picture: image }, /picture: /);
  for (const other of ['https://evil.example/x.png', 'javascript:alert(1)', 'ann', '', '🦊🦊', 7])
    rejected({ picture: other }, /must be/);
});

test('a small file that would decompress to a huge image is rejected', () => {
  const rows = deflateSync(Buffer.alloc(4_000_000));
  assert.ok(rows.length < PICTURE_MAX);
  rejected({ picture: data('png', Buffer.concat([png(8_000, 4_000), rows])) }, /8000 by 4000 pixels/);
  for (const image of [
    data('png', png(64, PICTURE_SIDE_MAX + 1)),
    data('png', png(0, 64)),
    data('jpeg', jpeg(65_535, 64)),
    data('webp', webp('VP8 ', 64, 16_383)),
    data('webp', webp('VP8L', 16_384, 64)),
    data('webp', webp('VP8X', 64, 16_777_216)),
  ])
    rejected({ picture: image }, /pixels/);
});

test('a profile change names its fields, and null removes a value', () => {
  assert.deepEqual(parseProfileChange({ displayName: null, picture: null }), { displayName: null, picture: null });
  assert.deepEqual(parseProfileChange({ displayName: 'Ann' }), { displayName: 'Ann' });
  for (const input of [{}, [], null, 'x', { username: 'ann' }, { displayName: 'Ann', sub: 'x' }])
    rejected(input, /JSON object/);
});

test('one request reads at most a hundred profiles, each once', () => {
  assert.deepEqual(parseProfilesQuery({ userIds: ['a', 'b', 'a'] }), ['a', 'b']);
  for (const userIds of [undefined, [], 'a', Array(101).fill('a'), ['a b'], [7]])
    assert.throws(() => parseProfilesQuery({ userIds }), { code: 'bad-request' });
});
