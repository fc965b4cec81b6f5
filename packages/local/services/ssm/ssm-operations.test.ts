import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../clock.ts';
import type { Input } from '../../protocol/aws-json.ts';
import { MemoryStorage } from '../../testing/memory-storage.ts';
import { ParameterStore, ssmApi } from './index.ts';

const KEY = { Name: '/stack/key', Value: 'secret', Type: 'SecureString' };

function newApi() {
  const api = ssmApi(new ParameterStore({ storage: new MemoryStorage(), clock: new ManualClock() }));
  return async (operation: 'PutParameter' | 'GetParameter', input: Input): Promise<Record<string, unknown>> =>
    (await api.operations[operation]?.run(input, { trace: undefined, closed: () => AbortSignal.abort() })) as Record<
      string,
      unknown
    >;
}

test('each write of a parameter is a version, which can be read by its number', async () => {
  const ask = newApi();
  assert.equal((await ask('PutParameter', KEY))['Version'], 1);
  assert.equal((await ask('PutParameter', { ...KEY, Value: 'newer', Overwrite: true }))['Version'], 2);
  for (const [Name, Value] of [
    ['/stack/key', 'newer'],
    ['/stack/key:1', 'secret'],
    ['/stack/key:2', 'newer'],
  ]) {
    const { Parameter } = await ask('GetParameter', { Name, WithDecryption: true });
    assert.equal((Parameter as { Value: string }).Value, Value);
  }
});

test('a secure parameter is readable only with decryption', async () => {
  const ask = newApi();
  await ask('PutParameter', KEY);
  const { Parameter } = await ask('GetParameter', { Name: KEY.Name });
  assert.notEqual((Parameter as { Value: string }).Value, 'secret');
});

for (const [title, operation, input, error] of [
  ['an existing parameter is not overwritten by default', 'PutParameter', KEY, 'ParameterAlreadyExists'],
  ['an unknown parameter is not found', 'GetParameter', { Name: '/other' }, 'ParameterNotFound'],
  ['an unknown version is not found', 'GetParameter', { Name: '/stack/key:9' }, 'ParameterVersionNotFound'],
  [
    'a value of more than 4 KB is rejected',
    'PutParameter',
    { ...KEY, Value: 'x'.repeat(4_097) },
    'ValidationException',
  ],
  ['an unknown type is rejected', 'PutParameter', { ...KEY, Type: 'Secret' }, 'UnsupportedParameterType'],
  ['a key of KMS is not emulated', 'PutParameter', { ...KEY, KeyId: 'alias/mine' }, 'ValidationException'],
] as const)
  test(title, async () => {
    const ask = newApi();
    await ask('PutParameter', KEY);
    await assert.rejects(ask(operation, input), { type: error });
  });

test('the permission is on the ARN of the parameter, without its version', () => {
  const api = ssmApi(new ParameterStore({ storage: new MemoryStorage(), clock: new ManualClock() }));
  const { permissions } = api.operations['GetParameter'] ?? {};
  assert.deepEqual(typeof permissions === 'function' && permissions({ Name: '/stack/key:2' }), [
    { action: 'ssm:GetParameter', resource: 'arn:aws:ssm:us-east-1:000000000000:parameter/stack/key' },
  ]);
});
