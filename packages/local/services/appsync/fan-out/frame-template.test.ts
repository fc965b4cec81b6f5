import assert from 'node:assert/strict';
import test from 'node:test';
import { FrameTemplate } from './frame-template.ts';

const events = [
  { rest: '"type":"data","event":"1"}', shared: undefined },
  { rest: '"type":"data","event":"two"}', shared: undefined },
];

test('each subscription receives the same events under its own id, whatever its length', () => {
  const template = new FrameTemplate(events);
  const frames = (id: string) => template.fill(`{"id":"${id}",`).toString('latin1');
  assert.equal(
    frames('a'),
    '\x81\x24{"id":"a","type":"data","event":"1"}\x81\x26{"id":"a","type":"data","event":"two"}',
  );
  assert.equal(
    frames('b'),
    '\x81\x24{"id":"b","type":"data","event":"1"}\x81\x26{"id":"b","type":"data","event":"two"}',
  );
  assert.equal(
    frames('long'),
    '\x81\x27{"id":"long","type":"data","event":"1"}\x81\x29{"id":"long","type":"data","event":"two"}',
  );
  assert.equal(
    frames('c'),
    '\x81\x24{"id":"c","type":"data","event":"1"}\x81\x26{"id":"c","type":"data","event":"two"}',
  );
});

test('a buffer that a slow socket still holds is not overwritten by the next id', () => {
  const template = new FrameTemplate(events);
  const held = template.fill('{"id":"slow",');
  template.release();
  template.fill('{"id":"fast",');
  assert.match(held.toString('latin1'), /"slow".*"slow"/);
});
