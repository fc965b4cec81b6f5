// A Python client: botocore signs, websockets connects, both unmodified.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { startEngine } from '../../index.ts';
import { installPythonClients } from '../install-python.ts';
import { att, modes, role } from '../template-parts.ts';

const { python, skip } = installPythonClients('botocore==1.44.8', 'websockets==17.4');

const ACTIONS = ['appsync:EventConnect', 'appsync:EventPublish', 'appsync:EventSubscribe'];

function template() {
  const iam = modes('AWS_IAM');
  const EventConfig = {
    AuthProviders: iam,
    ConnectionAuthModes: iam,
    DefaultPublishAuthModes: iam,
    DefaultSubscribeAuthModes: iam,
  };
  return {
    Resources: {
      Api: { Type: 'AWS::AppSync::Api', Properties: { Name: 'python', EventConfig } },
      Default: { Type: 'AWS::AppSync::ChannelNamespace', Properties: { ApiId: att('Api', 'ApiId'), Name: 'default' } },
      Caller: role('lambda.amazonaws.com', ACTIONS),
    },
    Outputs: { Host: { Value: att('Api', 'Dns.Http') }, Caller: { Value: att('Caller', 'Arn') } },
  };
}

test('botocore and websockets receive what they publish over WebSocket and HTTP; a wrong secret is rejected', {
  skip,
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-python-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const assembly = join(folder, 'python.template.json');
  writeFileSync(assembly, JSON.stringify(template()));
  await using engine = await startEngine({ assembly, origins: ['https://events.example.test'] });
  const credentials = engine.services.iam.accessKey(engine.outputs['Caller'] ?? '');
  const program = async (input: object) => {
    const given = { origin: engine.tls.origin, ca: engine.tls.ca, ...credentials, ...input };
    const { stdout } = await promisify(execFile)(python, [
      join(import.meta.dirname, 'botocore_client.py'),
      JSON.stringify(given),
    ]);
    return JSON.parse(stdout) as Record<string, unknown>;
  };
  const { host } = new URL(engine.tls.origin);
  assert.deepEqual(await program({ host }), {
    status: 200,
    received: [{ over: 'WebSocket', text: '<b>&amp; ü 😀' }, { over: 'HTTP' }],
  });
  assert.ok('closed' in (await program({ host, secretAccessKey: 'wrong' })));
});
