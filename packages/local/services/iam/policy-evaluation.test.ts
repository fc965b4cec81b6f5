// The evaluation of policies.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePolicyDocument } from './policy-document.ts';
import { evaluate } from './policy-evaluation.ts';

const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/log';

type StatementInput = { Effect?: string; [element: string]: unknown };

/** Evaluates PutItem on the table. Statements may omit the effect (Allow), the action and the resource (those of the request). */
function decide(statements: StatementInput[], context: Record<string, string | string[]> = {}) {
  const full = statements.map((one) => ({
    Effect: 'Allow',
    ...(!('NotAction' in one) && { Action: 'dynamodb:PutItem' }),
    ...(!('NotResource' in one) && { Resource: TABLE }),
    ...one,
  }));
  return evaluate(parsePolicyDocument('Test', { Statement: full }), {
    action: 'dynamodb:PutItem',
    resource: TABLE,
    context,
  });
}

test('without a matching statement access is not allowed, and a deny wins over every allow', () => {
  assert.deepEqual(decide([]), { effect: 'not allowed' });
  assert.deepEqual(decide([{}]), { effect: 'allowed' });
  assert.deepEqual(decide([{}, { Effect: 'Deny', Action: '*', Resource: '*' }, {}]), { effect: 'denied' });
  assert.deepEqual(decide([{}, { Effect: 'Deny', Action: 'dynamodb:GetItem' }]), { effect: 'allowed' });
});

test('actions match by pattern without regard to case, resources by pattern with regard to it', () => {
  for (const Action of [
    '*',
    'dynamodb:*',
    'dynamodb:Put*',
    'DynamoDB:putitem',
    'dynamodb:P?tItem',
    ['s3:Get', 'dynamodb:PutItem'],
  ])
    assert.equal(decide([{ Action }]).effect, 'allowed', String(Action));
  for (const Action of ['dynamodb:Put', 'dynamodb:PutItem?', 'd*:GetItem', ''])
    assert.equal(decide([{ Action }]).effect, 'not allowed', Action);
  for (const Resource of ['*', 'arn:aws:dynamodb:*:*:table/log', `${TABLE}*`, 'arn:aws:dynamodb:*'])
    assert.equal(decide([{ Resource }]).effect, 'allowed', Resource);
  for (const Resource of [TABLE.replace('log', 'LOG'), `${TABLE}/index/*`, TABLE.slice(0, -1)])
    assert.equal(decide([{ Resource }]).effect, 'not allowed', Resource);
});

test('NotAction and NotResource match everything else', () => {
  assert.equal(decide([{ NotAction: 'dynamodb:DeleteItem' }]).effect, 'allowed');
  assert.equal(decide([{ NotAction: 'dynamodb:Put*' }]).effect, 'not allowed');
  assert.equal(decide([{ NotResource: `${TABLE}2` }]).effect, 'allowed');
  assert.equal(decide([{}, { Effect: 'Deny', NotResource: `${TABLE}2` }]).effect, 'denied');
});

test('a condition is true if all keys match one of their values', () => {
  const context = { 'aws:principalarn': 'arn:aws:iam::000000000000:role/Append', 'aws:securetransport': 'true' };
  const holds = (Condition: unknown) => decide([{ Condition }], context).effect === 'allowed';
  assert.ok(holds({ StringEquals: { 'aws:SecureTransport': ['false', 'true'] } }));
  assert.ok(holds({ StringLike: { 'aws:PrincipalArn': '*:role/App*' } }));
  assert.ok(holds({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' } }));
  assert.ok(!holds({ ArnLike: { 'aws:PrincipalArn': 'arn:*:role/*' } }), 'a star does not match a colon');
  assert.ok(holds({ Bool: { 'aws:SecureTransport': 'True' } }));
  assert.ok(!holds({ Bool: { 'aws:SecureTransport': 'false' } }));
  assert.ok(!holds({ StringNotEquals: { 'aws:SecureTransport': 'true' } }));
  assert.ok(!holds({ StringEquals: { 'aws:SecureTransport': 'true', 'aws:PrincipalArn': 'x' } }));
  assert.ok(!holds({ StringEquals: { 'aws:SourceArn': 'x' } }), 'a missing key');
  assert.ok(holds({ StringEqualsIfExists: { 'aws:SourceArn': 'x' } }));
  assert.ok(holds({ StringNotEquals: { 'aws:SourceArn': 'x' } }));
  assert.ok(holds({ Null: { 'aws:SourceArn': 'true', 'aws:PrincipalArn': 'false' } }));
});

test('operators and keys that the engine does not know deny access, and are named', () => {
  const ip = { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } };
  assert.deepEqual(decide([{ Condition: ip }]), { effect: 'not allowed', unknown: 'the condition operator IpAddress' });
  assert.deepEqual(decide([{}, { Effect: 'Deny', Condition: ip }]), {
    effect: 'denied',
    unknown: 'the condition operator IpAddress',
  });
  const leading = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': 'ann' } };
  assert.deepEqual(decide([{ Condition: leading }]), {
    effect: 'not allowed',
    unknown: 'the condition key dynamodb:LeadingKeys',
  });
});

test('a pattern of many stars is matched quickly', () => {
  const Resource = `${'*a'.repeat(2000)}b`;
  assert.equal(decide([{ Resource }]).effect, 'not allowed');
});
