// The command `parley-local`, run in a checkout.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { runCommand, SCOREBOARD, temporaryFolder } from './testing/run-command.ts';

const PARLEY_LOCAL = join(import.meta.dirname, 'parley-local.mjs');

type Addresses = {
  stack: string;
  outputs: Record<string, string>;
  origin: string;
  tls: { origin: string; ca: string };
  startedInMs: number;
};

async function start(t: TestContext, file: string, template: string, ...options: string[]) {
  const running = runCommand(t, file, template, '--port', '0', '--data', temporaryFolder(t), '--json', ...options);
  return { running, at: JSON.parse(await running.line(/^\{/)) as Addresses };
}

function publishScore({ outputs }: Addresses, home: number): Promise<Response> {
  return fetch(outputs['Http'] ?? '', {
    method: 'POST',
    headers: { 'x-api-key': outputs['Key'] ?? '' },
    body: JSON.stringify({ channel: '/scores/derby', events: [`{"home":${home},"away":0}`] }),
  });
}

test('--json prints one line with the outputs and both origins, and each of them responds', async (t) => {
  const { running, at } = await start(t, PARLEY_LOCAL, SCOREBOARD);
  assert.equal(at.stack, 'scoreboard');
  assert.equal(at.outputs['Http'], `${at.origin}/event`);
  assert.ok(at.startedInMs > 0);
  assert.equal((await publishScore(at, 1)).status, 200);
  const ca = readFileSync(at.tls.ca);
  const status = await new Promise((resolve, reject) =>
    get(`${at.tls.origin}/event`, { ca }, (response) => resolve(response.resume().statusCode)).on('error', reject),
  );
  assert.equal(status, 405);
  running.child.kill('SIGTERM');
  assert.equal((await running.ended).status, 0);
});

test('the command prints the number of resources, the outputs, the addresses and the start time', async (t) => {
  const running = runCommand(t, PARLEY_LOCAL, SCOREBOARD, '--port', '0', '--data', temporaryFolder(t));
  await running.line(/^scoreboard is running; it started in \d+\.\d s\. Press Ctrl\+C to stop it\.$/);
  running.child.kill('SIGINT');
  const { status, out, err } = await running.ended;
  assert.equal(status, 0);
  assert.equal(err, '');
  assert.match(out, /^3 resources:\n {2}AppSync 3\n/);
  assert.doesNotMatch(out, /AWS::/);
  assert.match(out, /\nOutputs\n {2}Http +http:\/\/127\.0\.0\.1:\d+\/event\n/);
  assert.match(out, /\n {2}TLS +https:\/\/127\.0\.0\.1:\d+\n/);
  assert.match(out, /NODE_EXTRA_CA_CERTS=\/.*\/tls\/ca\.pem\n/);
});

test('--verbose lists every resource', async (t) => {
  const running = runCommand(t, PARLEY_LOCAL, SCOREBOARD, '--port', '0', '--data', temporaryFolder(t), '--verbose');
  await running.line(/AWS::AppSync::Api +Event API scoreboard$/);
  await running.line(/AWS::AppSync::ChannelNamespace +namespace scores, with handlers$/);
  running.child.kill('SIGINT');
  await running.ended;
});

test('a template in YAML runs', async (t) => {
  const template = join(temporaryFolder(t), 'queue.yaml');
  writeFileSync(
    template,
    `Resources:
  Queue:
    Type: AWS::SQS::Queue
Outputs:
  Url: { Value: !Ref Queue }
`,
  );
  const { at } = await start(t, PARLEY_LOCAL, template);
  assert.match(at.outputs['Url'] ?? '', /^http:\/\/127\.0\.0\.1:\d+\/_aws\/sqs\//);
});

test('a usage error prints one sentence and exits with 1', async (t) => {
  const folder = temporaryFolder(t);
  const written = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const mistakes: [string[], RegExp][] = [
    [[], /^Give one template or one cdk\.out folder/],
    [[SCOREBOARD, SCOREBOARD], /^Give one template/],
    [[SCOREBOARD, '--port', 'abc'], /^--port takes a number from 0 to 65535, not "abc"\.$/],
    [[SCOREBOARD, '--colour'], /^Unknown option '--colour'/],
    [[SCOREBOARD, '--parameter', 'Env'], /^--parameter takes NAME=VALUE, not "Env"\.$/],
    [[SCOREBOARD, '--parameter', 'Env=dev'], /^Parameters: the template declares no Env; it declares no parameters\.$/],
    [
      [SCOREBOARD, '--stack', 'Other'],
      /scoreboard\.template\.json cannot be run: it is a template, and no folder with a stack Other\.$/,
    ],
    [['nowhere.json'], /^nowhere\.json cannot be run: it does not exist\.$/],
    [[written('broken.json', '{')], /broken\.json cannot be run: it is not JSON/],
    [[written('broken.yaml', 'a: [')], /broken\.yaml cannot be run: it is not YAML/],
    [[written('topic.yml', 'Resources: { Topic: { Type: AWS::SNS::Topic } }')], /^AWS::SNS::Topic \(Topic\): not emul/],
    [[SCOREBOARD, '--data', '/dev/null/x', '--port', '0'], /^The data folder \/dev\/null\/x cannot/],
  ];
  await Promise.all(
    mistakes.map(async ([options, message]) => {
      const { status, err, out } = await runCommand(t, PARLEY_LOCAL, ...options).ended;
      assert.equal(status, 1, options.join(' '));
      assert.equal(err.trim().split('\n').length, 1, err);
      assert.match(err.trim(), message);
      assert.equal(out, '');
    }),
  );
  assert.match(
    (await runCommand(t, PARLEY_LOCAL, '--help').ended).out,
    /--stack NAME[\s\S]*--parameter NAME=VALUE[\s\S]*--port N[\s\S]*--data DIR[\s\S]*--reset[\s\S]*--verbose[\s\S]*--json/,
  );
});
