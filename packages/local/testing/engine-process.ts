// An engine in a process of its own, for tests that overload it, limit it or measure its memory.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';

const modes = [{ AuthType: 'API_KEY' }];
const TEMPLATE = {
  Resources: {
    Api: {
      Type: 'AWS::AppSync::Api',
      Properties: {
        Name: 'overloaded',
        EventConfig: {
          AuthProviders: modes,
          ConnectionAuthModes: modes,
          DefaultPublishAuthModes: modes,
          DefaultSubscribeAuthModes: modes,
        },
      },
    },
    Key: { Type: 'AWS::AppSync::ApiKey', Properties: { ApiId: { 'Fn::GetAtt': ['Api', 'ApiId'] } } },
    Namespace: {
      Type: 'AWS::AppSync::ChannelNamespace',
      Properties: { ApiId: { 'Fn::GetAtt': ['Api', 'ApiId'] }, Name: 'default' },
    },
  },
  Outputs: { Key: { Value: { 'Fn::GetAtt': ['Key', 'ApiKey'] } } },
};

/** Starts an engine, through a shell so that limits can be set. */
export async function startEngineProcess(t: TestContext, limits = ':') {
  const folder = mkdtempSync(join(tmpdir(), 'parley-abuse-'));
  writeFileSync(join(folder, 'Overloaded.json'), JSON.stringify(TEMPLATE));
  writeFileSync(
    join(folder, 'run.mjs'),
    `import { startEngine } from ${JSON.stringify(join(import.meta.dirname, '../index.ts'))};
     const engine = await startEngine({ assembly: ${JSON.stringify(join(folder, 'Overloaded.json'))}, data: ${JSON.stringify(join(folder, 'data'))} });
     console.log(JSON.stringify({ host: new URL(engine.origin).host, key: engine.outputs.Key }));
     process.on('message', () => process.send(process.memoryUsage().rss));`,
  );
  const child = spawn('sh', ['-c', `${limits}; exec "$0" run.mjs`, process.execPath], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  t.after(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  assert.ok(child.stdout);
  const [line] = await once(createInterface(child.stdout), 'line');
  return { child, ...(JSON.parse(line) as { host: string; key: string }) };
}

/** The resident memory of an engine, in bytes. */
export async function memoryOf(child: ChildProcess): Promise<number> {
  child.send('rss');
  return (await once(child, 'message'))[0];
}
