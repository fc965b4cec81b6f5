// Picking files: what is refused is said, and a message waits until its files are prepared.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MESSAGE_FILES_MAX } from '@parley/chat';
import { WebError } from '../../errors.ts';
import { settled } from '../../testing/fakes.ts';
import { FilePicker } from './file-picker.ts';
import type { FileRecord } from './file-record.ts';

const config = { uploads: '', downloads: '', maxBytes: 1_000, types: '*/*', bytesPerDay: 10_000, openUploads: 20 };
const aFile = (name: string, size = 5) => new File(['x'.repeat(size)], name, { type: 'text/plain' });

function opened() {
  let tray: FileRecord[] = [];
  const held: (() => void)[] = [];
  const picker = new FilePicker({
    config,
    uploads: {
      tray: () => tray,
      add: async (file) => {
        tray = [...tray, { ...file, order: tray.length, state: 'waiting' }];
      },
      remove: async (fileId) => {
        tray = tray.filter((one) => one.fileId !== fileId);
      },
    },
    prepare: async (file) => {
      await new Promise<void>((resume) => held.push(resume));
      if (file.name === 'broken.png') throw new WebError('bad-file', 'broken.png is broken.');
      const notice = file.name === 'raw.tiff' ? { notice: 'raw.tiff is sent as it is.' } : {};
      return { file: { name: file.name, type: file.type, size: file.size }, content: { file }, ...notice };
    },
  });
  return {
    picker,
    names: () => picker.attached('general')?.map(({ name }) => name),
    problems: () => picker.problems('general'),
    async prepares() {
      held.shift()?.();
      await settled();
    },
  };
}

test('a message has no files until all of them are prepared, one after the other', async () => {
  const { picker, names, prepares } = opened();
  assert.deepEqual([names(), picker.atRisk], [[], false]);
  void picker.pick('general', [aFile('a.txt'), aFile('b.txt')]);
  await prepares();
  assert.deepEqual([names(), picker.atRisk, picker.preparing('general').length], [undefined, true, 1]);
  assert.deepEqual(picker.preparing('random'), []);
  await prepares();
  assert.deepEqual([names(), picker.atRisk], [['a.txt', 'b.txt'], false]);
});

test('what is too large, empty or a program is refused before it is prepared, and the others are attached', async () => {
  const { picker, names, problems, prepares } = opened();
  void picker.pick('general', [aFile('large.txt', 1_001), aFile('empty.txt', 0), aFile('setup.exe'), aFile('a.txt')]);
  assert.deepEqual(
    problems().map((problem) => problem.split(' ').slice(0, 3).join(' ')),
    ['large.txt is 1', 'empty.txt is empty,', 'Files like setup.exe'],
  );
  await prepares();
  assert.deepEqual(names(), ['a.txt']);
  picker.dismiss('general');
  assert.deepEqual(problems(), []);
});

test('a file that cannot be prepared is refused, and those behind it are attached', async () => {
  const { picker, names, problems, prepares } = opened();
  void picker.pick('general', [aFile('broken.png'), aFile('a.txt')]);
  await prepares();
  await prepares();
  assert.deepEqual([names(), problems()], [['a.txt'], ['broken.png is broken.']]);
});

test('a message takes ten files, those that are being prepared among them', async () => {
  const { picker, problems, prepares } = opened();
  void picker.pick(
    'general',
    Array.from({ length: MESSAGE_FILES_MAX - 1 }, (_, index) => aFile(`${index}.txt`)),
  );
  await prepares();
  void picker.pick('general', [aFile('ten.txt'), aFile('eleven.txt')]);
  assert.deepEqual(problems(), ['A message can have at most 10 files.']);
  assert.equal(picker.preparing('general').length, MESSAGE_FILES_MAX - 1);
});

test('a file that is removed while it is prepared is not attached', async () => {
  const { picker, names, prepares } = opened();
  void picker.pick('general', [aFile('a.txt')]);
  picker.remove(picker.preparing('general')[0]?.fileId ?? '');
  assert.deepEqual(names(), []);
  await prepares();
  assert.deepEqual(names(), []);
});

test('what the author should know of a file is said, and the file is attached', async () => {
  const { picker, names, problems, prepares } = opened();
  void picker.pick('general', [aFile('raw.tiff')]);
  await prepares();
  assert.deepEqual([problems(), names()], [['raw.tiff is sent as it is.'], ['raw.tiff']]);
});
