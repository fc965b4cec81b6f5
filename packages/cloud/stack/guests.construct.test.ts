// Guests in the template: no resources where they are not enabled, and only the necessary permissions where they are.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ROUTE_NAMES, ROUTES, routeKey } from '@parley/chat';
import { synthesize } from '../index.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-guests-'));
after(() => rmSync(folder, { recursive: true }));

// biome-ignore lint/suspicious/noExplicitAny: templates have no types
type Resource = { Type: string; Properties: any; DependsOn?: string[] };

async function template(guests?: number): Promise<[id: string, Resource][]> {
  const page = join(folder, 'page');
  const out = join(folder, `out-${guests}`);
  mkdirSync(page, { recursive: true });
  writeFileSync(join(page, 'index.html'), '');
  await synthesize({ page, bundles: join(folder, 'bundles'), out, development: true, ...(guests && { guests }) });
  return Object.entries(JSON.parse(readFileSync(join(out, 'Parley.template.json'), 'utf8')).Resources);
}

const withGuests = template(100);

const of = (resources: [string, Resource][], type: string) => resources.filter(([, { Type }]) => Type === type);

test('a stack without guests has one route without a token, which describes an invitation', async () => {
  const resources = await template();
  assert.ok(resources.every(([id]) => !/guest/i.test(id)));
  const routes = of(resources, 'AWS::ApiGatewayV2::Route');
  const open = routes.filter(([, { Properties }]) => Properties.AuthorizationType !== 'JWT');
  assert.deepEqual(
    open.map(([, { Properties }]) => Properties.RouteKey),
    [routeKey('describeInvitation')],
  );
  const [, role] = resources.find(([id]) => id.startsWith('HttpInvitationRoleDefaultPolicy')) ?? assert.fail();
  const actions = role.Properties.PolicyDocument.Statement.map(({ Action }: { Action: unknown }) => Action);
  assert.deepEqual(
    actions.flat().filter((action: string) => action.startsWith('dynamodb:')),
    ['dynamodb:BatchGetItem'],
  );
  const [[, { Properties: authorizer }] = assert.fail()] = of(resources, 'AWS::ApiGatewayV2::Authorizer');
  assert.equal(authorizer.JwtConfiguration.Audience.length, 1);
});

test('only these and the routes of guests require no token, and each has a throttle', async () => {
  const resources = await withGuests;
  const open = of(resources, 'AWS::ApiGatewayV2::Route').filter(
    ([, one]) => one.Properties.AuthorizationType !== 'JWT',
  );
  const anonymous = ROUTE_NAMES.filter((name) => ROUTES[name].caller === 'anonymous')
    .map(routeKey)
    .sort();
  assert.deepEqual(anonymous, [
    'GET /invitations/{code}/description',
    'POST /guests',
    'POST /guests/refresh',
    'POST /guests/sign-out',
  ]);
  assert.deepEqual(open.map(([, one]) => one.Properties.RouteKey).sort(), anonymous);
  const [[, stage] = assert.fail()] = of(resources, 'AWS::ApiGatewayV2::Stage');
  assert.deepEqual(Object.keys(stage.Properties.RouteSettings).sort(), anonymous);
  assert.deepEqual(stage.Properties.RouteSettings['POST /guests'], { ThrottlingBurstLimit: 5, ThrottlingRateLimit: 1 });
  for (const [id] of open) assert.ok(stage.DependsOn?.includes(id), `the stage knows ${id}`);
});

test('the function that creates guests cannot delete users and has no table, and the one that deletes them cannot create users', async () => {
  const resources = await withGuests;
  const actions = (name: string) => {
    const [, { Properties }] = resources.find(([id]) => id.startsWith(name)) ?? assert.fail(`there is no ${name}`);
    return Properties.PolicyDocument.Statement.filter(({ Action }: { Action: unknown }) =>
      /cognito/.test(String(Action)),
    );
  };
  const userPool = { 'Fn::GetAtt': [resources.find(([, { Type }]) => Type === 'AWS::Cognito::UserPool')?.[0], 'Arn'] };
  const idp = (names: string[]) => names.map((name) => `cognito-idp:${name}`);
  const create = [
    'ListUsersInGroup',
    'AdminCreateUser',
    'AdminAddUserToGroup',
    'AdminSetUserPassword',
    'AdminInitiateAuth',
  ];
  assert.deepEqual(actions('GuestsCreateRoleDefaultPolicy'), [
    { Effect: 'Allow', Action: idp(create), Resource: userPool },
  ]);
  assert.deepEqual(actions('GuestsDeleteRoleDefaultPolicy'), [
    { Effect: 'Allow', Action: idp(['ListUsersInGroup', 'AdminDeleteUser', 'AdminInitiateAuth']), Resource: userPool },
  ]);
  const [, { Properties: createRole }] =
    resources.find(([id]) => id.startsWith('GuestsCreateRoleDefaultPolicy')) ?? assert.fail();
  assert.doesNotMatch(JSON.stringify(createRole), /dynamodb/);
});

test('a browser cannot sign in as a guest: their app client allows only administrators, and has no sign-in page', async () => {
  const [, { Properties }] =
    (await withGuests).find(([id]) => id.startsWith('IdentityUsersGuestsClient')) ?? assert.fail();
  assert.deepEqual(Properties.ExplicitAuthFlows, ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH']);
  assert.equal(Properties.AllowedOAuthFlowsUserPoolClient, false);
  assert.equal(Properties.CallbackURLs, undefined);
});
