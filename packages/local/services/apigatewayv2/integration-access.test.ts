import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LambdaPermission, parsePermission, permits } from '../lambda/function-permissions.ts';
import { mayIntegrate } from './integration-access.ts';
import { parseRouteKey } from './route-selection.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:Chat';
const API = 'arn:aws:execute-api:us-east-1:000000000000:abc';

function access(
  sourceArns: (string | undefined)[],
  { roleArn, principal = 'apigateway.amazonaws.com' }: { roleArn?: string; principal?: string } = {},
) {
  const permissions: LambdaPermission[] = sourceArns.map((SourceArn) =>
    parsePermission({ FunctionName: FUNCTION, Action: 'lambda:InvokeFunction', Principal: principal, SourceArn }),
  );
  const lines: string[] = [];
  const deps = {
    lambda: {
      permits: (...of: [string, string, string]) => permissions.some((one) => permits(one, ...of)),
      hasPermission: (_: string, service: string) => permissions.some((one) => one.principal === service),
    },
    iam: { allows: (role: string) => role.endsWith('/may'), trusts: () => true },
    say: (line: string) => lines.push(line),
  };
  const may = (key: string, method = 'GET') =>
    mayIntegrate(
      'abc',
      { name: '$default' },
      parseRouteKey(key),
      { functionArn: FUNCTION, roleArn, payloadVersion: '2.0', timeoutMs: 1 },
      { method },
      deps,
    );
  return { may, lines };
}

test('a permission covers the routes of its source: API, stage, method and path of the route key', () => {
  // As CDK grants it: any stage and method, and the path of the route.
  const { may, lines } = access([`${API}/*/*/chat/{id}`]);
  assert.deepEqual(
    [may('GET /chat/{id}'), may('ANY /chat/{id}'), may('GET /chat'), may('$default')],
    [true, true, false, false],
  );
  assert.match(
    lines[0] ?? '',
    /^API Gateway may not invoke .*function:Chat for .*abc\/\$default\/GET\/chat: no AWS::Lambda::Permission/,
  );
  assert.deepEqual([access([`${API}/*/*`]).may('$default'), access([`${API}/*`]).may('PUT /x')], [true, true]);
  const post = access([`${API}/$default/POST/x`]);
  assert.deepEqual(
    [post.may('POST /x', 'POST'), post.may('ANY /x', 'POST'), post.may('ANY /x', 'GET')],
    [true, true, false],
  );
});

test('attack: a permission of another API or of another service covers nothing', () => {
  assert.equal(access(['arn:aws:execute-api:us-east-1:000000000000:other/*/*']).may('GET /x'), false);
  assert.equal(access([`${API}x/*`]).may('GET /x'), false);
  const events = access([undefined], { principal: 'events.amazonaws.com' });
  assert.equal(events.may('GET /x'), true);
  assert.match(events.lines.join(), /on AWS the API answers 500/);
});

test('a function without any permission for API Gateway runs, and is reported once; a role decides by its policy', () => {
  const { may, lines } = access([]);
  assert.deepEqual([may('GET /x'), may('GET /y')], [true, true]);
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', /has no AWS::Lambda::Permission for apigateway\.amazonaws\.com/);
  assert.equal(access([], { roleArn: 'arn:aws:iam::000000000000:role/may' }).may('GET /x'), true);
  assert.equal(access([`${API}/*`], { roleArn: 'arn:aws:iam::000000000000:role/other' }).may('GET /x'), false);
});
