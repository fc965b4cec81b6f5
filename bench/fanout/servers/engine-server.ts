// The local engine with an Event API, as `npx parley-local` runs it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine } from '@parley/local';
import { serve } from './benchmark-server.ts';

const modes = [{ AuthType: 'API_KEY' }];
const ApiId = { 'Fn::GetAtt': ['Api', 'ApiId'] };
const template = {
  Resources: {
    Api: {
      Type: 'AWS::AppSync::Api',
      Properties: {
        Name: 'bench',
        EventConfig: {
          AuthProviders: modes,
          ConnectionAuthModes: modes,
          DefaultPublishAuthModes: modes,
          DefaultSubscribeAuthModes: modes,
        },
      },
    },
    Key: { Type: 'AWS::AppSync::ApiKey', Properties: { ApiId } },
    Default: { Type: 'AWS::AppSync::ChannelNamespace', Properties: { ApiId, Name: 'default' } },
  },
  Outputs: { Key: { Value: { 'Fn::GetAtt': ['Key', 'ApiKey'] } } },
};

serve(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const assembly = join(folder, 'bench.template.json');
  writeFileSync(assembly, JSON.stringify(template));
  let started = false;
  const say = (line: string) => started && console.error(line);
  const engine = await startEngine({ assembly, data: join(folder, 'data'), say });
  started = true;
  return { port: Number(new URL(engine.origin).port), apiKey: engine.outputs['Key'] ?? '' };
});
