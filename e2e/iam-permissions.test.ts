// Least privilege: each role needs everything that the template allows it. One permission is taken away at a time, and what
// needs it fails as on AWS.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startEngine } from '@parley/local';
import { Laptop } from '../harness/laptop.ts';
import { TestUser } from '../harness/test-user.ts';
import {
  keyOf,
  type Permission,
  permissionsOf,
  short,
  statementsOf,
  type Template,
  templateOf,
  Watch,
} from './iam-permissions.ts';
import { aScene, calls, DEEDS, type Deed, type Outcome } from './role-actions.ts';

const GUESTS = { guests: 50 };

/** What the laptop cannot show, by role and action, and why it is allowed all the same. */
const NOT_SHOWN: Record<string, string> = Object.fromEntries(
  ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecret'].map((action) => [
    `ApiKeyRotationRole secretsmanager:${action}`,
    'EventBridge keeps the key in a secret as who updates the connection; when it needs which of these is not documented.',
  ]),
);

let laptop: Laptop;
let template: Template;
let folder: string;
let file: string;
let watch: Watch;
const scratch = mkdtempSync(join(tmpdir(), 'parley-permissions-'));

before(async () => {
  ({ template, folder, file } = await templateOf(GUESTS));
  laptop = await Laptop.open(GUESTS);
  watch = new Watch(template, laptop);
});
after(async () => {
  await laptop[Symbol.asyncDispose]();
  rmSync(scratch, { recursive: true });
});

/** What a role is allowed, but for its log and what cannot be shown. */
function allowed(role: string): Permission[] {
  return permissionsOf(template).filter(
    (one) => one.role === role && !one.action.startsWith('logs:') && !(`${role} ${one.action}` in NOT_SHOWN),
  );
}

/** What a role asked for, but for its log. */
function neededOf(heard: ReadonlySet<string>, role: string): string[] {
  return [...heard].filter((wish) => wish.startsWith(`${role} `) && !wish.includes(' logs:'));
}

/** Does something without a permission, and sees it fail. */
async function fails(permission: Permission, on: { laptop: Laptop; watch: Watch }, deed: () => Promise<Outcome>) {
  const { came, missed } = await on.watch.without(permission, deed);
  assert.ok(missed > 0, `${keyOf(permission)}: nobody missed it`);
  assert.equal(came.done, false, `${keyOf(permission)}: it was done all the same`);
  // AWS's sentence stands where developers look for it, and people read nothing of it.
  await on.laptop.services.logs.flush();
  assert.match(
    came.said + on.laptop.log,
    new RegExp(`is not authorized to perform: ${permission.action} on resource: `),
  );
  if (came.said.includes('"code"')) assert.match(came.said, /"unavailable"/);
}

for (const [role, deeds] of Object.entries(DEEDS))
  test(`${role}: every permission is needed, and none is unused`, async () => {
    const needed = new Map<string, Deed>();
    for (const deed of deeds) {
      const scene = await aScene(laptop, template);
      const heard = await watch.hears(async () => {
        const { done, said } = await deed(scene);
        assert.ok(done, said);
      });
      // The first deed that needs it: later ones may need it for what they do before.
      for (const wish of neededOf(heard, role)) if (!needed.has(wish)) needed.set(wish, deed);
    }
    assert.deepEqual([...needed.keys()].sort(), allowed(role).map(keyOf).sort());
    for (const permission of allowed(role)) {
      const scene = await aScene(laptop, template);
      await fails(permission, { laptop, watch }, () => (needed.get(keyOf(permission)) as Deed)(scene));
    }
  });

test('GuestsExpireRole: every permission is needed once a guest has expired', async () => {
  await using later = await Laptop.open(GUESTS);
  assert.equal((await TestUser.with(later, '').requests('POST', '/guests', {})).status, 201);
  await later.stop();
  later.clock.advance(31 * 24 * 3_600_000);
  await later.start();
  const on = { laptop: later, watch: new Watch(template, later) };
  for (const permission of allowed('GuestsExpireRole'))
    await fails(permission, on, () => calls('GuestsExpire', later, template));
  const heard = await on.watch.hears(async () => assert.ok((await calls('GuestsExpire', later, template)).done));
  assert.deepEqual(neededOf(heard, 'GuestsExpireRole').sort(), allowed('GuestsExpireRole').map(keyOf).sort());
});

test('DeliveryRole: a pipe that lacks one permission is not created, and the error names the permission', async (t) => {
  for (const { action } of permissionsOf(template).filter(({ role }) => role === 'DeliveryRole'))
    await t.test(action, async () => {
      await assert.rejects(
        startedWithout(action, (role) => role === 'DeliveryRole'),
        {
          message: new RegExp(`The pipe \\S+: its role does not allow ${action} on `),
        },
      );
    });
});

test('a function without permission to write its log runs without a log, and the engine prints a warning', async () => {
  const { said, engine } = await startedWithout('logs:PutLogEvents', (role) => role !== 'DeliveryRole');
  try {
    const id = Object.keys(template.Resources).find((one) => short(one) === 'ApiKeyRotationFunction') ?? '';
    const name = engine.services.ids.name(id);
    assert.equal((await engine.services.lambda.invoke(name, {})).error, undefined);
    assert.match(said.join('\n'), /The function \S+ writes no log: its role does not allow logs:PutLogEvents on /);
    assert.deepEqual(await engine.services.logs.tail(`/aws/lambda/${name}`), []);
  } finally {
    await engine.stop();
  }
});

/** An engine that runs the template of which some roles have lost an action. */
async function startedWithout(action: string, lose: (role: string) => boolean) {
  const assembly = mkdtempSync(join(scratch, 'assembly-'));
  cpSync(folder, assembly, { recursive: true });
  const changed = structuredClone(template);
  for (const [roleId, statements] of statementsOf(changed))
    if (lose(short(roleId)))
      for (const statement of statements) statement.Action = [statement.Action].flat().filter((one) => one !== action);
  writeFileSync(join(assembly, file), JSON.stringify(changed));
  const said: string[] = [];
  const engine = await startEngine({ assembly, data: join(assembly, 'data'), say: (line) => said.push(line) });
  return { engine, said };
}

test('the table in docs/permissions.md matches the template and has every role', () => {
  const proved = new Set([...Object.keys(DEEDS), 'GuestsExpireRole', 'DeliveryRole']);
  const all = permissionsOf(template);
  assert.deepEqual(new Set(all.map(({ role }) => role)), proved);
  const keys = new Set(all.map(({ role, action }) => `${role} ${action}`));
  for (const one of Object.keys(NOT_SHOWN))
    assert.ok(keys.has(one), `${one} is allowed no longer: take its reason away`);
  const page = readFileSync(join(import.meta.dirname, '../docs/permissions.md'), 'utf8');
  const rows = page.split('\n').filter((line) => /^\| `/.test(line));
  assert.deepEqual(rows.sort(), rowsOf(all).sort());
});

/** One row for each role and resource, but for the logs. */
function rowsOf(all: readonly Permission[]): string[] {
  const rows = Map.groupBy(
    all.filter(({ action }) => !action.startsWith('logs:')),
    ({ role, on }) => `| \`${role.replace(/Role$/, '')}\` | \`${on}\` |`,
  );
  return [...rows].map(([begin, some]) => `${begin} ${some.map(({ action }) => `\`${action}\``).join(', ')} |`);
}
