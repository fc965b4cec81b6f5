import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseYaml } from './yaml.ts';

test('short forms of functions become full forms, nested ones too', () => {
  const template = parseYaml(`
AWSTemplateFormatVersion: 2010-09-09
Conditions:
  Big: !Not [!Equals [!Ref Size, small]]
Resources:
  Scores:
    Type: AWS::AppSync::ChannelNamespace
    Condition: Big
    Properties:
      ApiId: !GetAtt Api.ApiId
      Url: !Sub 'https://\${Api.Dns.Http}/event'
      Host: !GetAtt [Api, Dns.Http]
      Deep: !GetAtt Api.Dns.Http
      Text: !Join ['-', [a, !Ref B]]
      Other: !If [Big, !Sub [x, { y: !Ref Z }], 1]
      Code: |
        export function onPublish(ctx) {}
`);
  assert.deepEqual(template, {
    AWSTemplateFormatVersion: '2010-09-09',
    Conditions: { Big: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Size' }, 'small'] }] } },
    Resources: {
      Scores: {
        Type: 'AWS::AppSync::ChannelNamespace',
        Condition: 'Big',
        Properties: {
          ApiId: { 'Fn::GetAtt': ['Api', 'ApiId'] },
          Url: { 'Fn::Sub': `https://\${Api.Dns.Http}/event` },
          Host: { 'Fn::GetAtt': ['Api', 'Dns.Http'] },
          Deep: { 'Fn::GetAtt': ['Api', 'Dns.Http'] },
          Text: { 'Fn::Join': ['-', ['a', { Ref: 'B' }]] },
          Other: { 'Fn::If': ['Big', { 'Fn::Sub': ['x', { y: { Ref: 'Z' } }] }, 1] },
          Code: 'export function onPublish(ctx) {}\n',
        },
      },
    },
  });
});

test('a syntax error is reported with its line', () => {
  assert.throws(() => parseYaml('Resources:\n  A: [1, 2\n'), /line 3|line 2/);
});

test('aliases are rejected: a small file could expand to a large one', () => {
  assert.throws(() => parseYaml('a: &a [1]\nb: *a\n'), /aliases are not supported/);
});
