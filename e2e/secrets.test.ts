// No secret in the deployment, in the output of a running Parley, in the repository or in its history.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeAssembly, ROOT } from '../harness/assembly.ts';
import { Laptop } from '../harness/laptop.ts';
import { TestUser } from '../harness/test-user.ts';
import { secretsIn, writtenOut } from './secrets.ts';

const HOUR_MS = 3_600_000;

/** Invalid secrets: the keys that tests invent, and those of AWS's examples. */
const FIXTURES: ReadonlySet<string> = new Set([
  'AKIAIOSFODNN7EXAMPLE',
  'ASIAIOSFODNN7EXAMPLE',
  'ASIAIOSFODNN7SOMEONE',
  'ASIAAAAAAAAAAAAAAAAA',
  'ASIAQQQQQQQQQQQQQQQQ',
  `da2-${'0'.repeat(26)}`,
  `da2-${'a'.repeat(26)}`,
]);

/** One secret of each pattern, assembled here so that this file contains none. */
const PLANTED = [
  `da2-${'x7'.repeat(13)}`,
  `AKIA${'Q2'.repeat(8)}`,
  `-----BEGIN ${'PRIVATE'} KEY-----\n${'MIIE'.repeat(8)}`,
  JSON.stringify({ kty: 'RSA', d: 'x'.repeat(60) }),
  ['alg', 'sub', 'signature of it'].map((part) => Buffer.from(`{"${part}":"abcdef"}`).toString('base64url')).join('.'),
  `ghp_${'a1'.repeat(18)}`,
];

/** The files of the assembly, except compressed ones: the AWS CLI of CDK's own function. */
function filesOf(assembly: string): [name: string, text: string][] {
  const files = globSync('**/*', { cwd: assembly, withFileTypes: true }).filter((entry) => entry.isFile());
  return files
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => !file.endsWith('.zip'))
    .map((file) => [file.slice(assembly.length + 1), readFileSync(file, 'utf8')]);
}

/** Exercises everything that uses a secret. Returns the secrets, and the responses to requests without one. */
async function exerciseSecrets(laptop: Laptop): Promise<{ known: string[]; answers: unknown[] }> {
  const { keys, engine } = laptop;
  const [old] = keys?.all ?? [];
  const ann = await TestUser.signsIn(laptop, 'ann');
  using subscription = await ann.subscribes('general');
  await ann.says('general', 'before');
  await subscription.receives(1);
  // A function that fails and logs it after some retries. One round trip per step of the clock, so that the function does
  // not reach its timeout before its request.
  engine.faults.set([{ hop: 'table', fault: 'error' }], 1);
  let failed: Awaited<ReturnType<TestUser['reads']>> | undefined;
  const reading = ann.reads('general').then((answer) => {
    failed = answer;
  });
  while (!failed) {
    laptop.clock.advance(20);
    await fetch(`${laptop.addresses.outputs['Issuer']}/.well-known/jwks.json`);
  }
  await reading;
  engine.faults.clear();
  // The key is deleted; the pipe is rejected, the rotation creates another one, and a client tries the old one.
  await keys?.delete(old?.id ?? '');
  await ann.says('general', 'after');
  await laptop.until('the connection is re-authorized', () => laptop.rotations.length === 1);
  await laptop.advanceUntil('everything is delivered', () => laptop.pipe.waiting === 0);
  const publish = (headers: Record<string, string>) =>
    fetch(laptop.addresses.eventsHttp, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ channel: '/serverlesschat/channels/general', events: ['1'] }),
    });
  const stale = await publish({ 'x-api-key': old?.id ?? '' });
  const past = await publish({ authorization: ann.token });
  laptop.clock.advance(2 * HOUR_MS);
  const expired = await ann.reads('general');
  assert.deepEqual(
    [failed?.status, stale.status, past.status, expired.status],
    [503, 401, 403, 401],
    'everything was refused that should be',
  );
  const kept = [...laptop.services.storage.bucket('secrets').values()];
  const tls = globSync('tls/*', { cwd: laptop.data }).map((file) => readFileSync(join(laptop.data, file), 'utf8'));
  const known = [
    ann.token,
    ann.token.split('.')[2] ?? '',
    old?.id ?? '',
    ...kept.flatMap(secretValues),
    ...tls.flatMap((text) => /PRIVATE KEY-----\s+(\S+)/.exec(text)?.[1] ?? []),
  ];
  return { known, answers: [failed?.body, expired.body, await stale.text(), await past.text()] };
}

/** The secret values in the data folder, without the public half of the issuer's key. */
function secretValues(value: unknown): string[] {
  if (typeof value === 'string') return value.length >= 20 ? [value] : [];
  const { n: _, kid, description, ...rest } = Object(value) as Record<string, unknown>;
  return Object.values(rest).flatMap(secretValues);
}

/** What is public without a token: the page and its files, its settings, the issuer's documents. */
async function fetchPublic({ page, outputs }: Laptop['addresses']): Promise<[name: string, text: string][]> {
  const paths = new Set(['/', '/config.json']);
  const texts: [string, string][] = [];
  for (const path of paths) {
    const answer = await fetch(page + path);
    assert.equal(answer.status, 200, path);
    const text = await answer.text();
    texts.push([path, JSON.stringify([...answer.headers]) + text]);
    if (path === '/')
      for (const [, named] of text.matchAll(/(?:src|href)="(\/?[\w./-]+)"/g)) paths.add(`/${named}`.replace('//', '/'));
  }
  assert.ok(paths.size > 3, `the page names its code: ${[...paths]}`);
  for (const document of ['jwks.json', 'openid-configuration']) {
    const answer = await fetch(`${outputs['Issuer']}/.well-known/${document}`);
    texts.push([document, await answer.text()]);
  }
  return texts;
}

test('the template, the functions and the page contain no secret', async () => {
  const { folder } = await makeAssembly(false);
  const files = filesOf(folder);
  for (const [name, text] of files) assert.deepEqual(secretsIn(text), [], name);
  const [, template = ''] = files.find(([name]) => name === 'Parley.template.json') ?? [];
  assert.deepEqual(writtenOut(JSON.parse(template)), []);
  assert.ok(files.filter(([name]) => name.endsWith('index.mjs')).length >= 4, 'the functions were among them');
});

test('responses, output and logs of a running Parley contain no secret, even after a lost API key and rejected tokens', async () => {
  await using laptop = await Laptop.open();
  const { known, answers } = await exerciseSecrets(laptop);
  assert.ok(known.length >= 10, `${known.length} secrets are looked for`);
  const { outputs } = laptop.addresses;
  const shown = [
    ...(await fetchPublic(laptop.addresses)),
    ['the outputs', JSON.stringify(outputs)],
    ['the refusals', JSON.stringify(answers)],
    ['what it says', laptop.output.join('\n')],
    ['its logs', laptop.log],
  ] as const;
  assert.match(laptop.log, /InternalServerError/, 'a function failed and said so');
  for (const [name, text] of shown) assert.deepEqual(secretsIn(text, known), [], name);

  // A secret would have been found.
  const [token = ''] = known;
  laptop.services.logs.put('/aws/lambda/careless', 'x', `the event: ${JSON.stringify({ authorization: token })}`);
  await laptop.services.logs.flush();
  assert.ok(secretsIn(laptop.log, known).some(({ value }) => value === token));
});

test('no commit contains a secret', (t) => {
  const git = (...args: string[]) =>
    spawnSync('git', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
  const listed = git('ls-files', '-z');
  if (listed.status !== 0) return t.skip('this is no checkout');
  const strange = (text: string) => secretsIn(text).filter(({ value }) => !FIXTURES.has(value));
  for (const file of listed.stdout.split('\0').filter(Boolean))
    assert.deepEqual(strange(readFileSync(join(ROOT, file), 'latin1')), [], file);
  assert.deepEqual(strange(git('log', '--all', '-p', '--no-color', '--no-ext-diff').stdout), [], 'the history');
});

test('the search finds a secret of each kind, in plain text and in base64', () => {
  for (const planted of PLANTED) {
    assert.equal(secretsIn(`{ "Key": ${planted}`).length, 1, planted);
    assert.equal(secretsIn(`header-${Buffer.from(`{"x":${planted}`).toString('base64url')}, `).length, 1, planted);
  }
  assert.deepEqual(writtenOut({ Resources: { Db: { Properties: { MasterUserPassword: 'letmein' } } } }), [
    '/Resources/Db/Properties/MasterUserPassword',
  ]);
  assert.deepEqual(writtenOut({ ApiKeyValue: { 'Fn::GetAtt': ['Key', 'ApiKey'] } }), []);
});
