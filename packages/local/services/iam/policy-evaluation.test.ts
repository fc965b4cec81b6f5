// What policies allow, case by case.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePolicyDocument } from './policy-document.ts';
import { evaluate } from './policy-evaluation.ts';

const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/log';

type Written = { Effect?: string; [element: string]: unknown };

/** Judges PutItem on the table by statements that are written short: what is left out is Allow, the action, the table. */
function judged(statements: Written[], context: Record<string, string | string[]> = {}) {
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

test('what no policy speaks of is not allowed, and a deny wins over every allow', () => {
  assert.deepEqual(judged([]), { effect: 'not allowed' });
  assert.deepEqual(judged([{}]), { effect: 'allowed' });
  assert.deepEqual(judged([{}, { Effect: 'Deny', Action: '*', Resource: '*' }, {}]), { effect: 'denied' });
  assert.deepEqual(judged([{}, { Effect: 'Deny', Action: 'dynamodb:GetItem' }]), { effect: 'allowed' });
});

test('actions fit by pattern in any case, resources by pattern as they are written', () => {
  for (const Action of [
    '*',
    'dynamodb:*',
    'dynamodb:Put*',
    'DynamoDB:putitem',
    'dynamodb:P?tItem',
    ['s3:Get', 'dynamodb:PutItem'],
  ])
    assert.equal(judged([{ Action }]).effect, 'allowed', String(Action));
  for (const Action of ['dynamodb:Put', 'dynamodb:PutItem?', 'd*:GetItem', ''])
    assert.equal(judged([{ Action }]).effect, 'not allowed', Action);
  for (const Resource of ['*', 'arn:aws:dynamodb:*:*:table/log', `${TABLE}*`, 'arn:aws:dynamodb:*'])
    assert.equal(judged([{ Resource }]).effect, 'allowed', Resource);
  for (const Resource of [TABLE.replace('log', 'LOG'), `${TABLE}/index/*`, TABLE.slice(0, -1)])
    assert.equal(judged([{ Resource }]).effect, 'not allowed', Resource);
});

test('NotAction and NotResource are everything else', () => {
  assert.equal(judged([{ NotAction: 'dynamodb:DeleteItem' }]).effect, 'allowed');
  assert.equal(judged([{ NotAction: 'dynamodb:Put*' }]).effect, 'not allowed');
  assert.equal(judged([{ NotResource: `${TABLE}2` }]).effect, 'allowed');
  assert.equal(judged([{}, { Effect: 'Deny', NotResource: `${TABLE}2` }]).effect, 'denied');
});

test('a condition must hold, all of its keys, one of its values', () => {
  const context = { 'aws:principalarn': 'arn:aws:iam::000000000000:role/Append', 'aws:securetransport': 'true' };
  const holds = (Condition: unknown) => judged([{ Condition }], context).effect === 'allowed';
  assert.ok(holds({ StringEquals: { 'aws:SecureTransport': ['false', 'true'] } }));
  assert.ok(holds({ StringLike: { 'aws:PrincipalArn': '*:role/App*' } }));
  assert.ok(holds({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' } }));
  assert.ok(!holds({ ArnLike: { 'aws:PrincipalArn': 'arn:*:role/*' } }), 'a star does not reach over a colon');
  assert.ok(holds({ Bool: { 'aws:SecureTransport': 'True' } }));
  assert.ok(!holds({ Bool: { 'aws:SecureTransport': 'false' } }));
  assert.ok(!holds({ StringNotEquals: { 'aws:SecureTransport': 'true' } }));
  assert.ok(!holds({ StringEquals: { 'aws:SecureTransport': 'true', 'aws:PrincipalArn': 'x' } }));
  assert.ok(!holds({ StringEquals: { 'aws:SourceArn': 'x' } }), 'a key that is not there');
  assert.ok(holds({ StringEqualsIfExists: { 'aws:SourceArn': 'x' } }));
  assert.ok(holds({ StringNotEquals: { 'aws:SourceArn': 'x' } }));
  assert.ok(holds({ Null: { 'aws:SourceArn': 'true', 'aws:PrincipalArn': 'false' } }));
});

test('what the engine does not know denies, and is named', () => {
  const ip = { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } };
  assert.deepEqual(judged([{ Condition: ip }]), { effect: 'not allowed', unknown: 'the condition operator IpAddress' });
  assert.deepEqual(judged([{}, { Effect: 'Deny', Condition: ip }]), {
    effect: 'denied',
    unknown: 'the condition operator IpAddress',
  });
  const leading = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': 'ann' } };
  assert.deepEqual(judged([{ Condition: leading }]), {
    effect: 'not allowed',
    unknown: 'the condition key dynamodb:LeadingKeys',
  });
});

test('a pattern of many stars takes no time', () => {
  const Resource = `${'*a'.repeat(2000)}b`;
  assert.equal(judged([{ Resource }]).effect, 'not allowed');
});
