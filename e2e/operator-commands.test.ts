// The commands of operators against an AWS account: what they check, what they say, and that they change nothing unasked.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, mock, test } from 'node:test';
import { makeAssembly, ROOT } from '../harness/assembly.ts';
import { ACCOUNT, FakeAwsAccount } from '../harness/fake-aws-account.ts';
import { describeFailure } from '../operator/failures.ts';
import { newProgram } from '../operator/program.ts';
import { checkIssuer, type SettingsFile, templateSettings, validateSettings } from '../operator/settings.ts';
import { compareTemplates } from '../operator/stack-changes.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-operator-'));
const aws = await FakeAwsAccount.open();
after(async () => {
  await aws[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  aws.stacks.clear();
  aws.bootstrapVersion = '30';
  aws.concurrentExecutions = 1000;
});

/** Runs a command in its own process without a terminal, as a CI system does. */
function parley(...args: string[]) {
  const file = join(ROOT, 'bin', 'parley.ts');
  return new Promise<{ status: unknown; stdout: string; stderr: string }>((resolve) =>
    execFile(process.execPath, [file, ...args], { timeout: 60_000 }, (error, stdout, stderr) =>
      resolve({ status: error ? error.code : 0, stdout, stderr }),
    ),
  );
}

/** Runs an operator's command in this process, with the account's credentials; returns what it prints, and why it failed. */
async function operate(args: string[], environment: Record<string, string | undefined> = {}) {
  const before = { ...process.env };
  const printed = mock.method(console, 'log', () => {});
  for (const [name, value] of Object.entries({ HOME: folder, ...aws.environment, ...environment }))
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  let failure = '';
  try {
    await newProgram().parseAsync(args, { from: 'user' });
  } catch (error) {
    failure = describeFailure(error);
  } finally {
    printed.mock.restore();
    process.env = before;
  }
  return { output: printed.mock.calls.map(({ arguments: [line] }) => line).join('\n'), failure };
}

/** The template of a deployment without settings. */
async function template(): Promise<{
  Resources: Record<string, { Type: string }>;
  Outputs: Record<string, { Value: unknown }>;
}> {
  const { folder: assembly } = await makeAssembly(true, {});
  return JSON.parse(readFileSync(join(assembly, 'Parley.template.json'), 'utf8'));
}

test('--help lists every command with a line, each command has its own, and a mistake is a sentence', async () => {
  const { stdout, status } = await parley('--help');
  assert.equal(status, 0);
  for (const name of ['deploy', 'bootstrap', 'destroy', 'start', 'token', 'redrive', 'conformance', 'simulate'])
    assert.match(stdout, new RegExp(`^  ${name}\\b.* {2}\\S`, 'm'));
  const [deploy, simulate, unknown, option] = await Promise.all([
    parley('deploy', '--help'),
    parley('simulate', '--help'),
    parley('deploi'),
    parley('deploy', '--guest', '5'),
  ]);
  assert.match(deploy.stdout, /--stack <NAME>[\s\S]*--guests <N>[\s\S]*parley\.config\.json/);
  assert.match(simulate.stdout, /^npm run parley -- simulate \[options\]/);
  assert.deepEqual([unknown.status, option.status], [1, 1]);
  assert.match(unknown.stderr.trim(), /^error: unknown command 'deploi'\s+\(Did you mean deploy\?\)$/);
  assert.match(option.stderr.trim(), /^error: unknown option '--guest'\s+\(Did you mean --guests\?\)$/);
});

test('what keeps a deployment from succeeding is a sentence, before anything is built', async () => {
  const noKey = { AWS_ACCESS_KEY_ID: undefined, AWS_EC2_METADATA_DISABLED: 'true' };
  const cases: [string[], RegExp, Record<string, string | undefined>?][] = [
    [['deploy', '--guests', 'x'], /^--guests x: a whole number from 1 to 9999 is needed\.$/],
    [['deploy', '--stack', '1st'], /^The command has wrong settings:\s+stack must match pattern/],
    [['deploy', '--config', '/nowhere.json'], /^\/nowhere\.json cannot be read: ENOENT/],
    [['deploy'], /^No region is set\. Name one with --region/, { AWS_REGION: undefined }],
    [['deploy', '--region', 'il-central-1'], /^il-central-1 has no EventBridge connections and Pipes/],
    [['deploy', '--profile', 'absent'], /^The profile absent has no credentials, or does not exist/, noKey],
    [['deploy'], /^No AWS credentials were found/, noKey],
    [['deploy'], /^AWS does not accept these credentials/, { AWS_ACCESS_KEY_ID: 'AKIAOTHER' }],
    [['deploy'], /^AWS cannot be reached \(ECONNREFUSED\)/, { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }],
    [['destroy'], /^There is no stack Parley in eu-central-1 of account 111122223333\.$/],
  ];
  for (const [args, expected, environment] of cases) {
    const { failure } = await operate(args, { AWS_MAX_ATTEMPTS: '1', ...environment });
    assert.match(failure, expected);
  }
  aws.bootstrapVersion = undefined;
  assert.match((await operate(['deploy'])).failure, /is not prepared for CDK\. Run npm run parley -- bootstrap once/);
  aws.bootstrapVersion = '30';
  aws.stacks.set('Parley', { status: 'ROLLBACK_COMPLETE', template: { Resources: {} } });
  assert.match((await operate(['deploy'])).failure, /The first deployment of Parley failed .* Delete it with npm run/);
});

test('deploy says what it would create, where and for how much, and asks; without a terminal it needs --yes', async () => {
  aws.concurrentExecutions = 10;
  const file = join(folder, 'parley.config.json');
  const settings: SettingsFile = {
    stack: 'Chat',
    alarmEmails: ['ann@example.org'],
    budget: { usdPerMonth: 20, emails: ['ann@example.org'] },
    tags: { team: 'one' },
  };
  writeFileSync(file, JSON.stringify(settings));
  const { output, failure } = await operate(['deploy', '--config', file]);
  assert.match(output, new RegExp(`^Account {4}${ACCOUNT}, as arn:aws:iam::${ACCOUNT}:user/ann$`, 'm'));
  assert.match(output, /^Region {5}eu-central-1\nStack {6}Chat \(new\)\nResources {2}\d{3} new resources\nCost /m);
  assert.match(output, /runs only 10 functions at one time/);
  assert.match(failure, /There is no terminal to ask on: pass --yes to confirm/);
});

test('an update says what changes, and asks separately before users or data are lost', async () => {
  const next = await template();
  const { Resources, Outputs } = structuredClone(next);
  const [tableId = ''] = Object.entries(Resources).find(([, { Type }]) => Type === 'AWS::DynamoDB::GlobalTable') ?? [];
  Object.assign(Resources, { Old: Resources[tableId] });
  aws.stacks.set('Parley', { status: 'UPDATE_COMPLETE', template: { Resources, Outputs } });
  const dry = await operate(['deploy', '--dry-run']);
  assert.match(dry.output, /^Stack {6}Parley \(update\)\nResources {2}0 new, 0 changed, 1 removed$/m);
  assert.match(dry.output, /Nothing was changed: --dry-run\.$/m);
  const { failure } = await operate(['deploy', '--yes']);
  assert.match(failure, /replaces or removes Old \(AWS::DynamoDB::GlobalTable\)\.\n.*pass --replace-data/);

  const table = Resources[tableId] as unknown as { Properties: { KeySchema: { AttributeName: string }[] } };
  const keyed = structuredClone(table);
  if (keyed.Properties.KeySchema[0]) keyed.Properties.KeySchema[0].AttributeName = 'other';
  const changes = compareTemplates({ Resources: { T: keyed as never } }, { Resources: { T: table as never } });
  assert.deepEqual(changes.replaced, ['T (AWS::DynamoDB::GlobalTable)']);
  const foreign = { Resources: {}, Outputs: { Issuer: { Value: 'https://id.example' } } };
  assert.match(compareTemplates(next, foreign).identity.join(), /come from https:\/\/id\.example instead of the user/);
  assert.deepEqual(compareTemplates(next, next), { added: 0, changed: 0, removed: 0, replaced: [], identity: [] });
});

test('destroy says what remains and what that costs before it asks', async () => {
  aws.stacks.set('Parley', { status: 'CREATE_COMPLETE', template: await template() });
  const { output, failure } = await operate(['destroy']);
  assert.match(output, /These resources remain[\s\S]*DynamoDB GlobalTable[\s\S]*Cognito UserPool[\s\S]*0\.45 USD/);
  assert.doesNotMatch(output, /is deleted/);
  assert.match(failure, /Delete the stack Parley in eu-central-1 .*\n.*pass --yes/);
});

test('the settings file is checked by its schema; each mistake has a sentence', () => {
  const full: Required<SettingsFile> = {
    stack: 'Chat',
    region: 'eu-central-1',
    openSignUp: true,
    guests: 5,
    oidc: { issuer: 'https://id.example', audience: 'chat' },
    messagesPerMinute: 100,
    callsPerSecond: 300,
    typingMembers: 0,
    presence: false,
    linkPreviews: true,
    files: { maxMegabytes: 10, types: ['image/*'], megabytesPerDay: 100 },
    logExecutionData: false,
    alarmEmails: ['ann@example.org'],
    budget: { usdPerMonth: 20, emails: ['ann@example.org'] },
    tags: { team: 'one' },
  };
  assert.deepEqual(validateSettings(full), []);
  const schema = JSON.parse(readFileSync(join(ROOT, 'operator/settings.schema.json'), 'utf8'));
  const { $schema: _schema, ...properties } = schema.properties;
  assert.deepEqual(Object.keys(properties).sort(), Object.keys(full).sort(), 'the schema has the settings of the type');
  assert.deepEqual(validateSettings({ guest: 1, guests: 10_000, files: { type: [] }, tags: { 'aws:x': 'y' } }), [
    'guest is no setting.',
    'guests must be <= 9999.',
    'files.type is no setting.',
    'tags: the name "aws:x" is not allowed.',
    'tags property name must be valid.',
  ]);
  assert.deepEqual(validateSettings([]), ['The file must be object.']);
  assert.deepEqual(templateSettings({ stack: 'Chat', region: 'x', guests: 0, files: { maxMegabytes: 1 } }), {
    stackName: 'Chat',
    files: { maxBytes: 1024 * 1024 },
  });
});

test('an issuer that no configuration can be read of is rejected before the deployment', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  t.after(() => server.close().closeAllConnections());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await assert.rejects(checkIssuer('http://127.0.0.1:1'), /accept only https/);
  await assert.rejects(checkIssuer(`https://127.0.0.1:${port}`), /does not respond/);
});

test('an unknown failure keeps its stack trace, one of AWS its code', () => {
  assert.match(describeFailure(new Error('bug')), /bug\n {4}at /);
  assert.equal(
    describeFailure(Object.assign(new Error('denied'), { name: 'AccessDenied', $metadata: {} })),
    'AWS returned AccessDenied: denied',
  );
});
