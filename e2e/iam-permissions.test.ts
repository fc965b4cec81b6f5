// Least privilege: each role needs all its permissions. Removing one makes the action that needs it fail as on AWS.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startEngine } from '@parley/local';
import { fillChannel } from '../harness/dynamodb-tables.ts';
import { sampled } from '../harness/exhaustive.ts';
import { Laptop } from '../harness/laptop.ts';
import { PushService } from '../harness/push-service.ts';
import { TestUser } from '../harness/test-user.ts';
import { startFakeWeb } from '../packages/cloud/previews/testing/fake-web.ts';
import { FILE_ROLE_ACTIONS } from './file-role-actions.ts';
import {
  keyOf,
  type Permission,
  PermissionObserver,
  permissionsOf,
  statementsOf,
  type Template,
  templateOf,
  withoutHash,
} from './iam-permissions.ts';
import { PREVIEW_ROLE_ACTIONS, previewSite } from './preview-role-actions.ts';
import { pushRoleActions } from './push-role-actions.ts';
import { RETENTION_ROLE_ACTIONS } from './retention-role-actions.ts';
import {
  createGuestEverywhere,
  createScene,
  invokeFunction,
  type Outcome,
  ROLE_ACTIONS,
  type RoleAction,
  type Scene,
} from './role-actions.ts';

/** The options that add roles. */
const ALL_ROLES = { guests: 50, linkPreviews: true };

/** Permissions that the engine cannot test, by role and action, with the reason why they are allowed. */
const NOT_TESTABLE: Record<string, string> = {
  'ApiKeyRotationRole secretsmanager:DescribeSecret':
    'EventBridge stores the key in a secret with the role of the caller; AWS does not document whether it needs this action.',
};

/** Permissions without which an action succeeds in another way, with the reason. They have to be used all the same. */
const WITHOUT_ERROR: Record<string, string> = {
  'RetentionExpireRole s3:GetObject':
    'S3 responds as to a missing object: the segment is removed as a whole, and the next search makes it again.',
};

/** What the role of a function that reads a stream needs before it is invoked. */
const STREAM_ACTIONS = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map(
  (action) => `dynamodb:${action}`,
);

const pushService = await PushService.open();
after(() => pushService[Symbol.asyncDispose]());
const web = await startFakeWeb(previewSite);
after(() => web[Symbol.asyncDispose]());
const ACTIONS = {
  ...PREVIEW_ROLE_ACTIONS,
  ...ROLE_ACTIONS,
  ...FILE_ROLE_ACTIONS,
  ...RETENTION_ROLE_ACTIONS,
  ...pushRoleActions(pushService),
};

let laptop: Laptop;
let template: Template;
let folder: string;
let file: string;
let observer: PermissionObserver;
const scratch = mkdtempSync(join(tmpdir(), 'parley-permissions-'));

before(async () => {
  ({ template, folder, file } = await templateOf(ALL_ROLES));
  laptop = await Laptop.open(ALL_ROLES, { LOCAL_PUSH_ORIGIN: pushService.origin, LOCAL_WEB_PORT: `${web.port}` });
  observer = new PermissionObserver(template, laptop);
});
after(async () => {
  await laptop[Symbol.asyncDispose]();
  rmSync(scratch, { recursive: true });
});

/** The permissions of a role, without its log and those that cannot be tested. */
function allowed(role: string): Permission[] {
  return permissionsOf(template).filter(
    (one) =>
      one.role === role &&
      !one.action.startsWith('logs:') &&
      !STREAM_ACTIONS.includes(one.action) &&
      !(`${role} ${one.action}` in NOT_TESTABLE),
  );
}

/** The permissions that a role used, without its log. */
function neededOf(used: ReadonlySet<string>, role: string): string[] {
  return [...used].filter((key) => key.startsWith(`${role} `) && !key.includes(' logs:'));
}

/** Asserts that an action fails without a permission. */
async function fails(
  permission: Permission,
  on: { laptop: Laptop; observer: PermissionObserver },
  action: () => Promise<Outcome>,
) {
  const { result, denials } = await on.observer.without(permission, action);
  assert.ok(denials > 0, `${keyOf(permission)}: the permission was not used`);
  assert.equal(result.done, false, `${keyOf(permission)}: the action succeeded without it`);
  // AWS's error message is in the log, and not in the response to the user.
  await on.laptop.services.logs.flush();
  assert.match(
    result.output + on.laptop.log,
    new RegExp(`is not authorized to perform: ${permission.action} on resource: `),
  );
  if (result.output.includes('"code"')) assert.match(result.output, /"unavailable"/);
}

for (const [role, actions] of Object.entries(ACTIONS))
  test(`${role}: every permission is needed, and none is unused`, async () => {
    const needed = new Map<string, RoleAction>();
    // Reading changes nothing that another action needs.
    const shared = role === 'HttpReadRole' ? await createScene(laptop, template) : undefined;
    for (const action of actions) {
      const scene = shared ?? (await createScene(laptop, template));
      const used = await observer.usedBy(async () => {
        const { done, output } = await action(scene);
        assert.ok(done, output);
      });
      // The first action that needs it, because later ones may need it in their preparation.
      for (const key of neededOf(used, role)) if (!needed.has(key)) needed.set(key, action);
    }
    assert.deepEqual([...needed.keys()].sort(), allowed(role).map(keyOf).sort());
    const refused = allowed(role).filter((one) => !(`${one.role} ${one.action}` in WITHOUT_ERROR));
    for (const permission of refused.filter((_, index) => index % sampled(8, 1) === 0)) {
      const scene = await createScene(laptop, template);
      await fails(permission, { laptop, observer }, () => (needed.get(keyOf(permission)) as RoleAction)(scene));
    }
  });

test('GuestsDeleteRole: every permission is needed when guests sign out, and once a guest has expired', async () => {
  const role = 'GuestsDeleteRole';
  const signOut = async (scene: Scene) => {
    const user = TestUser.with(laptop, '');
    return user.requests('POST', '/guests/sign-out', { refresh_token: await createGuestEverywhere(scene) });
  };
  const bySigningOut = await observer.usedBy(async () =>
    assert.equal((await signOut(await createScene(laptop, template))).status, 200),
  );
  const needed = (permission: Permission) => bySigningOut.has(keyOf(permission));
  for (const permission of allowed(role).filter((one, index) => needed(one) && index % sampled(5, 1) === 0)) {
    const scene = await createScene(laptop, template);
    await fails(permission, { laptop, observer }, async () => {
      const { status, body } = await signOut(scene);
      return { done: status === 200, output: JSON.stringify(body) };
    });
  }

  await using later = await Laptop.open(ALL_ROLES);
  assert.equal((await TestUser.with(later, '').requests('POST', '/guests', {})).status, 201);
  await later.stop();
  later.clock.advance(32 * 24 * 3_600_000);
  await later.start();
  const on = { laptop: later, observer: new PermissionObserver(template, later) };
  for (const permission of allowed(role).filter((one) => !needed(one)))
    await fails(permission, on, () => invokeFunction('GuestsDelete', later, template));
  const daily = await on.observer.usedBy(async () =>
    assert.ok((await invokeFunction('GuestsDelete', later, template)).done),
  );
  const used = new Set([...neededOf(bySigningOut, role), ...neededOf(daily, role)]);
  assert.deepEqual([...used].sort(), allowed(role).map(keyOf).sort());
});

test('HttpSearchRole: every permission is needed, but a search that may not use its index finds the same in the log', async () => {
  const role = 'HttpSearchRole';
  const { host, other, stranger, channel } = await createScene(laptop, template);
  await fillChannel(laptop, channel, 600, host.userId, { after: 10 });
  const search = async (user: TestUser, q: string): Promise<Outcome> => {
    const { status, body } = await user.requests('GET', `/search?${new URLSearchParams({ q })}`);
    return { done: status === 200, output: JSON.stringify(body) };
  };
  const inChannel = () => search(other, `"number 50" in:${channel}`);
  const used = new Set<string>();
  const act = async (action: () => Promise<Outcome>) => {
    for (const key of await observer.usedBy(async () => assert.ok((await action()).done))) used.add(key);
  };
  await act(inChannel);
  await act(inChannel);
  const of = (action: string) => allowed(role).find((one) => one.action === action) as Permission;
  // A segment that cannot be read is removed, and made again.
  await act(async () => {
    const { result, denials } = await observer.without(of('s3:GetObject'), inChannel);
    assert.ok(denials > 0);
    return result;
  });
  await fillChannel(laptop, channel, 600, host.userId, { after: 610 });
  const { result, denials } = await observer.without(of('s3:PutObject'), inChannel);
  assert.ok(denials > 0 && result.done);
  await fails(of('dynamodb:UpdateItem'), { laptop, observer }, inChannel);
  await act(() => search(stranger, 'hello'));
  assert.deepEqual([...neededOf(used, role)].sort(), allowed(role).map(keyOf).sort());
});

test('a pipe that lacks one permission is not created, and the error names the permission', async (t) => {
  const ofPipes = permissionsOf(template).filter(({ role }) => PIPE_ROLES.includes(role));
  // Every second: both pipes have the same permissions but one.
  for (const { role, action } of ofPipes.filter((_, index) => index % sampled(2, 1) === 0))
    await t.test(`${role} ${action}`, async () => {
      await assert.rejects(
        startEngineWithout(action, (one) => one === role),
        {
          message: new RegExp(`The pipe \\S+: its role does not allow ${action} on `),
        },
      );
    });
});

test('an event source whose function may not read the stream is not created', async (t) => {
  for (const [index, action] of STREAM_ACTIONS.entries())
    await t.test(action, async () => {
      const without = index % 2 === 0 ? 'NotificationsNotifyRole' : 'FilesDeleteRole';
      await assert.rejects(
        startEngineWithout(action, (role) => role === without),
        { message: / cannot be created: Cannot access stream / },
      );
    });
});

const PIPE_ROLES = ['DeliveryRole', 'HintsRole'];

/** Roles of services that write logs with them, and not of functions. */
const LOG_ROLES = [...PIPE_ROLES, 'EventsLogger'];

test('a function without permission to write its log runs without a log, and the engine prints a warning', async () => {
  const { output, engine } = await startEngineWithout('logs:PutLogEvents', (role) => !LOG_ROLES.includes(role));
  try {
    const id = Object.keys(template.Resources).find((one) => withoutHash(one) === 'ApiKeyRotationFunction') ?? '';
    const name = engine.services.ids.name(id);
    assert.equal((await engine.services.lambda.invoke(name, {})).error, undefined);
    assert.match(output.join('\n'), /The function \S+ writes no log: its role does not allow logs:PutLogEvents on /);
    assert.deepEqual(await engine.services.logs.tail(`/aws/lambda/${name}`), []);
  } finally {
    await engine.stop();
  }
});

/** Starts an engine with a template in which some roles lack an action. */
async function startEngineWithout(action: string, lose: (role: string) => boolean) {
  const assembly = mkdtempSync(join(scratch, 'assembly-'));
  cpSync(folder, assembly, { recursive: true });
  const changed = structuredClone(template);
  for (const [roleId, statements] of statementsOf(changed))
    if (lose(withoutHash(roleId)))
      for (const statement of statements) statement.Action = [statement.Action].flat().filter((one) => one !== action);
  writeFileSync(join(assembly, file), JSON.stringify(changed));
  const output: string[] = [];
  const engine = await startEngine({ assembly, data: join(assembly, 'data'), say: (line) => output.push(line) });
  return { engine, output };
}

test('the table in docs/permissions.md matches the template and has every role', () => {
  const proved = new Set([...Object.keys(ACTIONS), 'GuestsDeleteRole', 'HttpSearchRole', ...LOG_ROLES]);
  const all = permissionsOf(template);
  assert.deepEqual(new Set(all.map(({ role }) => role)), proved);
  const keys = new Set(all.map(({ role, action }) => `${role} ${action}`));
  for (const one of Object.keys(NOT_TESTABLE))
    assert.ok(keys.has(one), `${one} is no longer a permission: remove its reason`);
  const page = readFileSync(join(import.meta.dirname, '../docs/permissions.md'), 'utf8');
  const rows = page.split('\n').filter((line) => /^\| `/.test(line));
  assert.deepEqual(rows.sort(), rowsOf(all).sort());
});

/** One row for each role and resource, without the logs. */
function rowsOf(all: readonly Permission[]): string[] {
  const rows = Map.groupBy(
    all.filter(({ action }) => !action.startsWith('logs:')),
    ({ role, on }) => `| \`${role.replace(/Role$/, '')}\` | \`${on}\` |`,
  );
  return [...rows].map(([begin, some]) => `${begin} ${some.map(({ action }) => `\`${action}\``).join(', ')} |`);
}
