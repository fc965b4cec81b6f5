import assert from 'node:assert/strict';
import { Duplex } from 'node:stream';
import test from 'node:test';
import { FlushScheduler } from './flush-scheduler.ts';
import { textFrameHead, utf8 } from './frame-writer.ts';
import { BACKLOG_MAX, SHARED_FROM, SocketWriter } from './socket-writer.ts';

/** A socket that records its writes, and completes them only when it is not stalled. */
class RecordingSocket extends Duplex {
  readonly writes: Buffer[] = [];
  stalled = false;

  constructor() {
    super({ decodeStrings: false });
  }

  override _read(): void {}

  override _write(chunk: string | Buffer, encoding: BufferEncoding, done: () => void): void {
    this.writes.push(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
    if (!this.stalled) done();
  }
}

const endOfTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

test('all frames of one turn leave in one write, in their order', async () => {
  const socket = new RecordingSocket();
  const writer = new SocketWriter(socket, new FlushScheduler());
  writer.send('one');
  writer.push(`${textFrameHead(3)}two`);
  writer.send('✓');
  await endOfTurn();
  assert.deepEqual(socket.writes, [Buffer.from('\x81\x03one\x81\x03two\x81\x03\xe2\x9c\x93', 'latin1')]);
});

test('a large event is shared and not copied, and keeps its place', async () => {
  const socket = new RecordingSocket();
  const writer = new SocketWriter(socket, new FlushScheduler());
  const large = Buffer.alloc(SHARED_FROM, 'x');
  writer.send('before');
  writer.push(textFrameHead(large.length), large);
  writer.send('after');
  await endOfTurn();
  assert.ok(socket.writes.includes(large));
  assert.equal(
    Buffer.concat(socket.writes).toString('latin1'),
    `\x81\x06before${textFrameHead(large.length)}${large}\x81\x05after`,
  );
});

test('a client that does not read is cut off when 4 MiB of earlier turns are unsent', async () => {
  const socket = new RecordingSocket();
  socket.stalled = true;
  const writer = new SocketWriter(socket, new FlushScheduler());
  const text = 'x'.repeat(1024 * 1024);
  for (let turn = 0; turn < 4; turn++) {
    writer.send(text);
    await endOfTurn();
  }
  assert.equal(socket.destroyed, false);
  assert.ok(socket.writableLength > BACKLOG_MAX);
  writer.send('one more');
  await endOfTurn();
  assert.equal(socket.destroyed, true);
});

test('after the last bytes nothing is sent, and they are written at once', async () => {
  const socket = new RecordingSocket();
  const writer = new SocketWriter(socket, new FlushScheduler());
  writer.send('one');
  writer.end('bye');
  writer.send('late');
  writer.announceWrite();
  writer.write(Buffer.from('late too'));
  assert.deepEqual(socket.writes.map(String), [Buffer.from('\x81\x03onebye', 'latin1').toString()]);
  await endOfTurn();
  assert.equal(socket.writes.length, 1);
});

test('nothing is written to a closed socket', async () => {
  const socket = new RecordingSocket();
  const writer = new SocketWriter(socket, new FlushScheduler());
  writer.send('late');
  socket.destroy();
  await endOfTurn();
  assert.deepEqual(socket.writes, []);
});

test('the head of a frame has the three forms of RFC 6455', () => {
  const head = (length: number) => Buffer.from(textFrameHead(length), 'latin1').toString('hex');
  assert.equal(head(0), '8100');
  assert.equal(head(125), '817d');
  assert.equal(head(126), '817e007e');
  assert.equal(head(65_535), '817effff');
  assert.equal(head(65_536), '817f0000000000010000');
});

test('a text is sent as UTF-8, half a surrogate pair as U+FFFD', () => {
  assert.equal(Buffer.from(utf8('é😀\ud800'), 'latin1').toString('utf8'), 'é😀\ufffd');
});
