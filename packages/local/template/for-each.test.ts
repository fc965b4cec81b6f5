// Fn::ForEach: resources, properties and outputs in a loop.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTemplate } from './cloudformation-template.ts';

const loop = (more: object) => ({ Transform: 'AWS::LanguageExtensions', ...more });

test('one resource for each item of a parameter, with the item in ids, properties and references', () => {
  const { resources, outputs } = parseTemplate(
    loop({
      Parameters: { Names: { Type: 'CommaDelimitedList', Default: 'orders,audit-log' } },
      Resources: {
        'Fn::ForEach::Queues': [
          'Name',
          { Ref: 'Names' },
          {
            'Queue&{Name}': {
              Type: 'AWS::SQS::Queue',
              Properties: {
                QueueName: { 'Fn::Sub': `\${Name}-\${AWS::Region}` },
                Tags: [{ Key: 'of', Value: { Ref: 'Name' } }],
              },
            },
          },
        ],
      },
      Outputs: { 'Fn::ForEach::Urls': ['N', ['a', 'b'], { [`Url\${N}`]: { Value: `\${N}` } }] },
    }),
  );
  assert.deepEqual([...resources.keys()], ['Queueorders', 'Queueauditlog']);
  assert.deepEqual(resources.get('Queueauditlog')?.properties, {
    QueueName: { 'Fn::Sub': `audit-log-\${AWS::Region}` },
    Tags: [{ Key: 'of', Value: 'audit-log' }],
  });
  assert.deepEqual(
    [...outputs],
    [
      ['Urla', { value: 'a', exportName: undefined }],
      ['Urlb', { value: 'b', exportName: undefined }],
    ],
  );
});

test('loops nest, also within properties', () => {
  const { resources } = parseTemplate(
    loop({
      Resources: {
        'Fn::ForEach::A': [
          'X',
          ['1', '2'],
          { 'Fn::ForEach::B': ['Y', ['a', 'b'], { [`R\${X}\${Y}`]: { Type: 'T' } }] },
        ],
      },
    }),
  );
  assert.deepEqual([...resources.keys()], ['R1a', 'R1b', 'R2a', 'R2b']);
});

test('a loop that is not one is named', () => {
  const broken = (value: unknown) => () => parseTemplate(loop({ Resources: { 'Fn::ForEach::A': value } }));
  assert.throws(broken({ Type: 'T' }), /Fn::ForEach::A takes a list/);
  assert.throws(broken(['X', { Ref: 'Missing' }, { R: { Type: 'T' } }]), /collection of Fn::ForEach::A is neither/);
});
