import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import test, { type TestContext } from 'node:test';
import { FlushScheduler } from '../websocket/flush-scheduler.ts';
import { BACKLOG_MAX, SocketWriter } from '../websocket/socket-writer.ts';
import { broadcast } from './broadcast.ts';
import { createSubscription, Subscriptions } from './subscriptions.ts';

const endOfTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Both ends of TCP connections: the reader of a subscriber, and the socket of the engine. */
async function pairs(t: TestContext, count: number) {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = server.address() as { port: number };
  const connections: { reader: Socket; socket: Socket }[] = [];
  for (let at = 0; at < count; at++) {
    const reader = connect(port, '127.0.0.1');
    const [socket] = (await once(server, 'connection')) as [Socket];
    socket.on('error', () => {});
    t.after(() => [reader, socket].forEach((one) => void one.destroy()));
    connections.push({ reader, socket });
  }
  return connections;
}

async function received(reader: Socket, length: number): Promise<string> {
  let text = '';
  for await (const part of reader.iterator({ destroyOnReturn: false })) {
    text += (part as Buffer).toString('latin1');
    if (text.length >= length) break;
  }
  return text;
}

test('each subscriber receives the events of one scheduler in one write, under the id of its own subscription', async (t) => {
  const scheduler = new FlushScheduler();
  const all = new Subscriptions();
  const ends = await pairs(t, 3);
  const writes = ends.map(({ socket }, at) => {
    all.add(createSubscription(`s${at}`, '/a/b', new SocketWriter(socket, scheduler)));
    return t.mock.method(socket, 'write').mock;
  });
  broadcast(all, '/a/b', ['1', '"é"']);
  broadcast(all, '/a/b', ['3']);
  await endOfTurn();
  for (const [at, { reader }] of ends.entries()) {
    const id = `s${at}`;
    const frames =
      `\x81\x25{"id":"${id}","type":"data","event":"1"}` +
      `\x81\x2a{"id":"${id}","type":"data","event":"\\"\xc3\xa9\\""}` +
      `\x81\x25{"id":"${id}","type":"data","event":"3"}`;
    assert.equal(await received(reader, frames.length), frames);
    assert.equal(writes[at]?.callCount(), 1);
  }
});

test('a client with two matching subscriptions, or a response in the same scheduler, receives all in one write too', async (t) => {
  const scheduler = new FlushScheduler();
  const all = new Subscriptions();
  const [end] = await pairs(t, 1);
  assert.ok(end);
  const writer = new SocketWriter(end.socket, scheduler);
  all.add(createSubscription('own', '/a/b', writer));
  all.add(createSubscription('all', '/a/*', writer));
  const { mock } = t.mock.method(end.socket, 'write');
  broadcast(all, '/a/b', ['1']);
  await endOfTurn();
  const both = '\x81\x26{"id":"own","type":"data","event":"1"}\x81\x26{"id":"all","type":"data","event":"1"}';
  assert.equal(await received(end.reader, both.length), both);
  assert.equal(mock.callCount(), 1);

  writer.send('{}');
  broadcast(all, '/a/c', ['2']);
  await endOfTurn();
  const answered = '\x81\x02{}\x81\x26{"id":"all","type":"data","event":"2"}';
  assert.equal(await received(end.reader, answered.length), answered);
  assert.equal(mock.callCount(), 2);
});

/** Two subscribers of one channel; one of them does not read. */
async function slowAndQuick(t: TestContext) {
  const scheduler = new FlushScheduler();
  const all = new Subscriptions();
  const [slow, quick] = await pairs(t, 2);
  assert.ok(slow && quick);
  all.add(createSubscription('slow', '/a/b', new SocketWriter(slow.socket, scheduler)));
  all.add(createSubscription('fast', '/a/b', new SocketWriter(quick.socket, scheduler)));
  slow.reader.pause();
  const quickReceived = { bytes: 0 };
  quick.reader.on('data', (part) => {
    quickReceived.bytes += part.length;
  });
  const event = JSON.stringify('x'.repeat(12_000));
  let sent = 0;
  const send = async () => {
    assert.ok(sent++ < 5_000);
    broadcast(all, '/a/b', [event]);
    await endOfTurn();
    return sent * (4 + '{"id":"fast","type":"data","event":""}'.length + event.length + 2);
  };
  return { slow, quick, quickReceived, send };
}

test('the backlog of a slow reader keeps its own id, and arrives when it reads again', async (t) => {
  const { slow, send } = await slowAndQuick(t);
  let length = 0;
  while (slow.socket.writableLength < 256 * 1024) length = await send();
  const text = await received(slow.reader, length);
  assert.equal(text.length, length);
  assert.doesNotMatch(text, /"id":"fast"/);
});

test('a slow reader is cut off at the limit, while the others keep receiving', async (t) => {
  const { slow, quick, quickReceived, send } = await slowAndQuick(t);
  let length = 0;
  while (!slow.socket.destroyed) {
    assert.ok(slow.socket.writableLength <= BACKLOG_MAX + 64 * 1024);
    length = await send();
  }
  assert.equal(quick.socket.destroyed, false);
  quick.socket.end();
  await once(quick.reader, 'end');
  assert.equal(quickReceived.bytes, length);
});
