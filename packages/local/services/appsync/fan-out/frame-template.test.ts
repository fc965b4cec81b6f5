import assert from 'node:assert/strict';
import test from 'node:test';
import { Stencil } from './frame-template.ts';

const events = [
  { rest: '"type":"data","event":"1"}', shared: undefined },
  { rest: '"type":"data","event":"two"}', shared: undefined },
];

test('each subscription gets the same events under its own id, whatever its length', () => {
  const stencil = new Stencil(events);
  const frames = (id: string) => stencil.with(`{"id":"${id}",`).toString('latin1');
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

test('what a slow socket still holds is not overwritten by the id of the next', () => {
  const stencil = new Stencil(events);
  const held = stencil.with('{"id":"slow",');
  stencil.keep();
  stencil.with('{"id":"fast",');
  assert.match(held.toString('latin1'), /"slow".*"slow"/);
});
