// What a client says of a file: names that deceive, sizes and dimensions that cannot be, and programs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanFileName, FILE_NAME_MAX, isFileAllowed, parseNewFile, THUMBNAIL_MAX } from './index.ts';

const file = { fileId: 'AAAAAAAAAAAAAAAAAAAAAA', name: 'cat.png', type: 'image/png', size: 1_000 };

function refuses(sentence: RegExp, fields: object) {
  assert.throws(() => parseNewFile({ ...file, ...fields }), { name: 'ChatError', message: sentence });
}

test('a file with its dimensions, duration and thumbnail is accepted', () => {
  assert.deepEqual(parseNewFile(file), file);
  const image = { ...file, width: 4000, height: 3000, thumbnail: { size: 20_000, type: 'image/webp' } };
  assert.deepEqual(parseNewFile(image), image);
  const video = { ...file, type: 'video/mp4', width: 640, height: 480, duration: 12.34 };
  assert.deepEqual(parseNewFile(video), { ...video, duration: 12.3 });
  assert.deepEqual(parseNewFile({ ...file, thumbnail: { size: 5 } }).thumbnail, { size: 5, type: 'image/jpeg' });
});

test('a type is stored in lower case and without parameters; an empty one is unknown', () => {
  const typeOf = (type: string) => parseNewFile({ ...file, type }).type;
  assert.equal(typeOf('Audio/WebM; codecs=opus'), 'audio/webm');
  assert.equal(typeOf(''), 'application/octet-stream');
  for (const type of ['image', 'image/', '/png', 'image/png/x', 'a b/c', 'image/png\r\nx: y', '<b>/x', 7, null])
    refuses(/type: must be/, { type });
});

test('a name keeps no path, no control characters and nothing that turns its direction', () => {
  const cases: [string, string][] = [
    ['../../etc/passwd', 'passwd'],
    ['C:\\fakepath\\report.pdf', 'report.pdf'],
    ['/absolute/', 'file'],
    ['photo\u202egpj.exe', 'photogpj.exe'],
    ['a\r\nb\0.txt', 'ab.txt'],
    ['  two   words .txt ', 'two words .txt'],
    ['setup.exe. . ', 'setup.exe'],
    ['..', 'file'],
    ['\u200b.', 'file'],
    ['.gitignore', '.gitignore'],
    ['half\ud800.png', 'half\ufffd.png'],
    [`${'語'.repeat(300)}.docx`, `${'語'.repeat(FILE_NAME_MAX - 5)}.docx`],
  ];
  for (const [name, clean] of cases) assert.equal(cleanFileName(name), clean, name);
  for (const [name, clean] of cases.slice(0, 8)) assert.equal(parseNewFile({ ...file, name }).name, clean);
  refuses(/longer than any path/, { name: 'x'.repeat(5_000) });
});

test('sizes, dimensions and durations that cannot be are rejected', () => {
  for (const size of [0, -1, 1.5, '1', null, 2 ** 53]) refuses(/size: must be/, { size });
  for (const [width, height] of [
    [0, 1],
    [1, undefined],
    [40_000, 1],
    ['1', 1],
    [1.5, 1],
  ])
    refuses(/width and height/, { width, height });
  refuses(/more than 268435456 pixels/, { width: 32_000, height: 32_000 });
  for (const duration of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, '3', 10 ** 7])
    refuses(/duration: must be/, { type: 'audio/ogg', duration });
  refuses(/Only audio and video/, { duration: 3 });
  refuses(/Only images and videos/, { type: 'application/pdf', width: 1, height: 1 });
  refuses(/Only images and videos/, { type: 'text/plain', thumbnail: { size: 1 } });
  refuses(/thumbnail: must be/, { thumbnail: { size: THUMBNAIL_MAX + 1 } });
  refuses(/thumbnail: its type/, { thumbnail: { size: 1, type: 'image/svg+xml' } });
});

test('a body may not have other fields, such as its author or its key', () => {
  for (const field of ['userId', 'key', 'seq', 'url', 'channel']) refuses(/is not a field of a file/, { [field]: 'x' });
  for (const body of [null, 'x', [], 7]) assert.throws(() => parseNewFile(body), { code: 'bad-file' });
  for (const fileId of ['', '../AAAAAAAAAAAAAAAAAAA', 'A'.repeat(23), 7]) refuses(/fileId: must be/, { fileId });
});

test('programs are refused whatever their type, other files as the setting says', () => {
  for (const name of ['a.exe', 'A.EXE', 'x.png.scr', 'run.bat', 'a.js', 'b.desktop', 'c.lnk', 'd.dmg'])
    assert.equal(isFileAllowed({ name, type: 'image/png' }, '*/*'), false, name);
  for (const name of ['page.html', 'image.svg', 'notes.txt', 'exe', 'a.zip', 'main.ts'])
    assert.equal(isFileAllowed({ name, type: 'text/html' }, '*/*'), true, name);
  const list = 'image/*, application/pdf';
  for (const [type, allowed] of Object.entries({
    'image/png': true,
    'application/pdf': true,
    'application/pdfx': false,
    'imagex/png': false,
    'text/html': false,
  }))
    assert.equal(isFileAllowed({ name: 'a', type }, list), allowed, type);
});
