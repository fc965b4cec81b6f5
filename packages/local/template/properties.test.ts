import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsError } from '../errors.ts';
import { notEmulated, type Properties, PropertyReader } from './properties.ts';

const reader = (properties: Properties) => new PropertyReader(properties, 'Queue');

test('properties are read by type, and absent ones have their fallback', () => {
  const properties = reader({ Name: 'a', Size: '7', Modes: [{ Type: 'X' }], Config: { On: 'yes' }, Origins: ['a', 1] });
  assert.equal(properties.string('Name'), 'a');
  assert.equal(properties.optionalString('Other'), undefined);
  assert.equal(properties.optionalNumber('Size'), 7);
  assert.equal(properties.integer('Size', { from: 1, to: 10, fallback: 5 }), 7);
  assert.equal(properties.integer('Other', { from: 1, to: 10, fallback: 5 }), 5);
  assert.equal(properties.oneOf('Name', ['a', 'b']), 'a');
  assert.equal(properties.oneOf('Other', ['a', 'b'], 'b'), 'b');
  assert.equal(properties.object('Config').string('On'), 'yes');
  assert.deepEqual(properties.optionalObject('Other').properties, {});
  assert.deepEqual(
    properties.optionalObjects('Modes')?.map((mode) => mode.string('Type')),
    ['X'],
  );
  assert.equal(properties.optionalObjects('Other'), undefined);
  assert.deepEqual(
    [properties.strings('Origins'), properties.strings('Name'), properties.strings('Other')],
    [['a', '1'], ['a'], []],
  );
});

test('an invalid property is rejected with the resource, the path of the property and its value', () => {
  const errors: [read: (properties: PropertyReader) => unknown, message: string][] = [
    [(properties) => properties.string('Name'), 'Queue: Name is missing.'],
    [(properties) => properties.string('Size'), 'Queue: Size must be a string.'],
    [(properties) => properties.optionalNumber('Text'), 'Queue: Text must be a number.'],
    [
      (properties) => properties.integer('Size', { from: 1, to: 10, fallback: 1 }),
      'Queue: Size is 11; it must be a whole number from 1 to 10.',
    ],
    [(properties) => properties.oneOf('Text', ['a', 'b']), 'Queue: Text is "x"; it must be one of a, b.'],
    [(properties) => properties.oneOf('Name', ['a', 'b']), 'Queue: Name is missing; it must be one of a, b.'],
    [(properties) => properties.object('Name'), 'Queue: Name is missing.'],
    [(properties) => properties.optionalObject('Text'), 'Queue: Text must be an object.'],
    [(properties) => properties.optionalObjects('Text'), 'Queue: Text must be a list of objects.'],
    [(properties) => properties.object('Config').string('On'), 'Queue: Config.On is missing.'],
    [
      (properties) => properties.optionalObjects('Modes')?.[1]?.string('Type'),
      'Queue: Modes[1].Type must be a string.',
    ],
  ];
  for (const [read, message] of errors)
    assert.throws(() => read(reader({ Size: 11, Text: 'x', Config: {}, Modes: [{ Type: 'X' }, { Type: 2 }] })), {
      code: 'template-broken',
      message,
    });
});

test('a service rejects an invalid property with its own error type', () => {
  const invalid = (subject: string, reason: string) => new AwsError('ValidationException', `${subject}: ${reason}.`);
  const properties = new PropertyReader({}, 'The pipe chat', invalid);
  assert.throws(() => properties.string('Source'), {
    type: 'ValidationException',
    message: 'The pipe chat: Source is missing.',
  });
});

test('a property that is not emulated is rejected by name, with what to use instead', () => {
  assert.throws(() => reader({ Layers: [] }).rejectNotEmulated(['Images', 'Layers']), {
    code: 'not-emulated',
    message: 'Queue: Layers is not emulated.',
  });
  assert.equal(
    notEmulated('Queue', 'a FIFO queue', 'use a standard queue').message,
    'Queue: a FIFO queue is not emulated; use a standard queue.',
  );
});
