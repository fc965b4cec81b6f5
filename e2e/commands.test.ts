// The commands of the README.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../harness/assembly.ts';
import { openParleySuite } from '../harness/test-suite.ts';
import { TestUser, textsOf } from '../harness/test-user.ts';

type CommandResult = { status: number | string | null | undefined; stdout: string; stderr: string };

function command(name: string, ...args: string[]): Promise<CommandResult> {
  const file = join(ROOT, 'bin', `${name}.ts`);
  return new Promise((resolve) =>
    execFile(process.execPath, [file, ...args], { timeout: 60_000 }, (error, stdout, stderr) =>
      resolve({ status: error ? error.code : 0, stdout, stderr }),
    ),
  );
}

// Every test leaves it running.
const { parley } = await openParleySuite([]);

test('--json prints one line with every address, and each address responds', async () => {
  const { page, api, eventsHttp, eventsRealtime, issuer, breakTheNetwork, outputs, startedInMs } = parley.addresses;
  for (const one of [page, breakTheNetwork]) assert.equal((await fetch(one)).status, 200);
  assert.equal((await fetch(`${api}/channels`)).status, 401);
  const publish = JSON.stringify({ channel: 'serverlesschat/channels/general', events: ['1'] });
  assert.equal((await fetch(eventsHttp, { method: 'POST', body: publish })).status, 401);
  assert.match(eventsRealtime, /^ws:\/\/127\.0\.0\.1:\d+\/event\/realtime$/);
  assert.equal((await fetch(`${issuer}/.well-known/jwks.json`)).status, 200);
  assert.equal(outputs['Page'], page);
  assert.ok(startedInMs > 0);
});

test('npm run parley -- token prints a token for a username, and the API accepts it', async () => {
  const { stdout } = await command('token', 'kim', '--data', parley.data);
  const answer = await fetch(`${parley.addresses.api}/channels`, {
    headers: { authorization: `Bearer ${stdout.trim()}` },
  });
  assert.equal(answer.status, 200);
  const refused = await command('token', 'two words', '--data', parley.data);
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /no spaces/);
});

test('a mistake on the command line is reported in one sentence', async () => {
  const { port } = new URL(parley.addresses.page);
  const mistakes: [string[], RegExp][] = [
    [['--port', 'abc'], /^--port takes a number from 0 to 65535, not "abc"\.$/],
    [['--port', '70000'], /^--port takes a number/],
    [['--colour'], /^Unknown option '--colour'/],
    [
      ['--data', parley.data, '--port', '0'],
      /^Another process is using the data folder .* or choose another folder with --data\.$/,
    ],
    [
      ['--data', `${parley.data}-2`, '--port', port],
      /is in use\. Stop the process that uses it, or choose another port/,
    ],
    [['--data', '/dev/null/x', '--port', '0'], /^The data folder \/dev\/null\/x cannot/],
  ];
  const refusals = mistakes.map(async ([options, says]) => {
    const { status, stderr } = await command('start', ...options);
    const lines = stderr
      .trim()
      .split('\n')
      .filter((line) => !line.endsWith(' …'));
    assert.equal(status, 1, options.join(' '));
    assert.equal(lines.length, 1, stderr);
    assert.match(lines[0] ?? '', says);
  });
  await Promise.all(refusals);
  assert.match((await command('start', '--help')).stdout, /--port N[\s\S]*--data DIR[\s\S]*--reset[\s\S]*--json/);
  assert.match((await command('token')).stderr, /one username without spaces/);
  assert.match(
    (await command('token', 'ann', '--data', '/nowhere')).stderr,
    /No Parley is running with the data folder \/nowhere/,
  );
});

test('messages survive a restart, and --reset deletes them', async () => {
  const ann = await TestUser.signsIn(parley, 'ann');
  const { body } = await ann.says('general', 'remember me');
  await parley.kill();
  await parley.start();
  assert.deepEqual(textsOf(await ann.readsAll('general')), ['remember me']);
  const again = await ann.says('general', 'remember me', body.id);
  assert.equal(again.status, 200, 'a retry after the crash is recognised');
  await parley.kill();
  await parley.start('--reset');
  const response = await ann.requests('GET', '/channels');
  assert.equal(response.status, 401, 'a token of the deleted issuer is rejected');
  assert.deepEqual(await (await TestUser.signsIn(parley, 'ann')).readsAll('general'), []);
});

test('Parley stops on SIGTERM and removes the file with its addresses; --verbose lists every resource, which otherwise are counted', async () => {
  assert.doesNotMatch(parley.output, /AWS::/);
  assert.ok(existsSync(join(parley.data, 'running.json')));
  assert.equal(await parley.stop(), 0);
  assert.equal(existsSync(join(parley.data, 'running.json')), false);
  await parley.start('--verbose');
  assert.match(parley.output, /AWS::Pipes::Pipe .*RUNNING/);
});

test('data that an older version stored is rejected with one sentence, and --reset deletes it', async () => {
  await parley.stop();
  rmSync(join(parley.data, 'data-format'));
  const { status, stderr } = await command('start', '--data', parley.data, '--port', '0');
  assert.equal(status, 1);
  assert.match(
    stderr,
    /^The data folder \S+ has data format 1, .* --reset to delete the data, or choose another folder[^\n]*\n$/,
  );
  await parley.start('--reset');
  await parley.stop();
  await parley.start();
});
