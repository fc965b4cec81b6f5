// Templates: intrinsic functions, the order of creation, and the errors for templates that cannot be run.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readAssemblies } from './cloud-assembly.ts';
import { parseTemplate } from './cloudformation-template.ts';
import { creationOrder } from './creation-order.ts';
import { conditionHolds, resolve, type Scope } from './intrinsics.ts';

const Topic = { Type: 'AWS::SNS::Topic' };

function scope(template: Record<string, unknown> = {}): Scope {
  return {
    template: parseTemplate({ Resources: { Topic }, ...template }),
    created: new Map([['Topic', { ref: 'topic-ref', attributes: { Arn: 'topic-arn', 'Dns.Http': 'topic-host' } }]]),
    pseudo: { 'AWS::Region': 'us-east-1', 'AWS::AccountId': '000000000000' },
  };
}

test('a property is resolved against the resources that were created before', () => {
  const value = {
    name: { Ref: 'Topic' },
    arn: { 'Fn::GetAtt': ['Topic', 'Arn'] },
    host: { 'Fn::GetAtt': 'Topic.Dns.Http' },
    joined: { 'Fn::Join': ['', ['https://', { 'Fn::GetAtt': ['Topic', 'Dns.Http'] }, '/event']] },
    substituted: { 'Fn::Sub': `\${AWS::Region}/\${Topic}/\${Topic.Dns.Http}/\${!Literal}` },
    withVariables: { 'Fn::Sub': [`\${a}-\${AWS::AccountId}`, { a: { Ref: 'Topic' } }] },
    selected: { 'Fn::Select': ['1', { 'Fn::Split': ['-', { Ref: 'Topic' }] }] },
    encoded: { 'Fn::Base64': 'hi' },
    json: { 'Fn::ToJsonString': { a: [{ Ref: 'Topic' }] } },
    plain: [1, true, null, 'x'],
  };
  assert.deepEqual(resolve(value, scope()), {
    name: 'topic-ref',
    arn: 'topic-arn',
    host: 'topic-host',
    joined: 'https://topic-host/event',
    substituted: `us-east-1/topic-ref/topic-host/\${Literal}`,
    withVariables: 'topic-ref-000000000000',
    selected: 'ref',
    encoded: 'aGk=',
    json: '{"a":["topic-ref"]}',
    plain: [1, true, null, 'x'],
  });
});

test('conditions, mappings and parameters are resolved', () => {
  const values = scope({
    Parameters: { Stage: { Type: 'String', Default: 'prod' } },
    Mappings: { Size: { prod: { memory: 512 } } },
    Conditions: {
      IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
      Both: { 'Fn::And': [{ Condition: 'IsProd' }, { 'Fn::Not': [{ 'Fn::Equals': ['a', 'b'] }] }] },
      None: { 'Fn::Or': [{ 'Fn::Equals': [{ Ref: 'Stage' }, 'dev'] }, { 'Fn::Not': [{ Condition: 'IsProd' }] }] },
    },
  });
  assert.equal(conditionHolds('Both', values), true);
  assert.equal(conditionHolds('None', values), false);
  assert.equal(conditionHolds(undefined, values), true);
  assert.deepEqual(
    resolve(
      {
        memory: { 'Fn::FindInMap': ['Size', { Ref: 'Stage' }, 'memory'] },
        removed: { 'Fn::If': ['None', 1, { Ref: 'AWS::NoValue' }] },
      },
      values,
    ),
    { memory: 512 },
  );
});

test('a reference that cannot be resolved is named in the error', () => {
  const values = scope({
    Parameters: { Pool: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/shared/pool' } },
  });
  const cases: [unknown, RegExp][] = [
    [{ Ref: 'Missing' }, /Ref names Missing/],
    [{ 'Fn::GetAtt': ['Topic', 'Colour'] }, /Topic has no attribute Colour/],
    [
      { Ref: 'Pool' },
      /parameter Pool is in the Parameter Store of an account \(\/shared\/pool\); give it: --parameter Pool=VALUE/,
    ],
    [{ 'Fn::ImportValue': 'x' }, /no stack exports x/],
    [{ 'Fn::Cidr': ['10.0.0.0/16', 6, 8] }, /Fn::Cidr is not emulated/],
    ['{{resolve:secretsmanager:db}}', /dynamic reference \{\{resolve:secretsmanager:db\}\} has no value here/],
    [{ 'Fn::Join': ['', 'x'] }, /Fn::Join takes a list/],
  ];
  for (const [value, message] of cases) assert.throws(() => resolve(value, values), message);
});

test('resources are created after those that they refer to', () => {
  const { resources } = parseTemplate({
    Resources: {
      Pipe: { Type: 'P', Properties: { role: { 'Fn::GetAtt': ['Role', 'Arn'] } }, DependsOn: 'Policy' },
      Policy: { Type: 'Y', Properties: { text: { 'Fn::Sub': `\${Role.Arn}/\${AWS::Region}` } } },
      Role: { Type: 'R' },
    },
  });
  assert.deepEqual(creationOrder(resources), ['Role', 'Policy', 'Pipe']);
});

test('a dependency circle of resources is named', () => {
  const { resources } = parseTemplate({
    Resources: { A: { Type: 'T', DependsOn: ['B'] }, B: { Type: 'T', Properties: { of: { Ref: 'A' } } } },
  });
  assert.throws(() => creationOrder(resources), /circle \(A → B → A\)/);
});

test('the error for a broken template says what is wrong with it in one sentence', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-'));
  const file = (text: string) => {
    const path = join(folder, `${t.name.length}-${Math.abs(text.length)}.json`);
    writeFileSync(path, text);
    return path;
  };
  const cases: [string, RegExp][] = [
    [join(folder, 'nowhere'), /nowhere cannot be run: it does not exist/],
    [file('{"Resources":'), /it is not JSON/],
    [file('[]'), /The template is not an object/],
    [file('{"Resources":{}}'), /Resources is empty/],
    [file('{"Resources":{"A":{}}}'), /resource A has no Type/],
    [
      file('{"Transform":["AWS::Serverless-2016-10-31",{"Name":"AWS::Include"}],"Resources":{}}'),
      /transform AWS::Include is not emulated/,
    ],
    [folder, /manifest\.json cannot be run/],
  ];
  for (const [path, message] of cases) assert.throws(() => readAssemblies(path), message);
});

test('a hostile template is rejected with a sentence, however deep or long it is', () => {
  const nested = (levels: number) => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`) as unknown;
  const chain = (length: number) =>
    Object.fromEntries(
      Array.from({ length }, (_, index) => [
        `R${index}`,
        { Type: 'T', DependsOn: index === 0 ? [] : [`R${index - 1}`] },
      ]),
    );
  const conditions = (length: number) =>
    Object.fromEntries(Array.from({ length }, (_, index) => [`C${index}`, { Condition: `C${index + 1}` }]));
  const holds = (name: string, Conditions: object) => conditionHolds(name, scope({ Conditions }));
  assert.throws(() => scope({ Outputs: { Deep: { Value: nested(20_000) } } }), /nested deeper than 200 levels/);
  assert.throws(
    () => holds('A', { A: { 'Fn::Not': [{ Condition: 'B' }] }, B: { Condition: 'A' } }),
    /circle \(A → B → A\)/,
  );
  assert.throws(() => holds('C0', conditions(20_000)), /more than 100 conditions/);
  assert.throws(() => holds('constructor', {}), /there is no condition constructor/);
  const reversed = Object.fromEntries(Object.entries(chain(20_000)).reverse());
  assert.equal(creationOrder(parseTemplate({ Resources: reversed }).resources).at(-1), 'R19999');
  const circle = { ...chain(20_000), R0: { Type: 'T', DependsOn: 'R19999' } };
  assert.throws(
    () => creationOrder(parseTemplate({ Resources: circle }).resources),
    /circle \(R0 → R19999 → .* → … → /,
  );
  const sub = { 'Fn::Sub': `\${Topic}${'${'.repeat(200_000)}` };
  assert.match(String(resolve(sub, scope())), /^topic-ref/);
});

test('a template that is too large, or nested too deeply for its parser, is rejected before it is read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-'));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const large = `{"Resources":{"A":{"Type":"T"}},"Description":"${'x'.repeat(1024 * 1024)}"}`;
  assert.throws(() => readAssemblies(file('large.json', large)), /has 10\d{5} bytes; the limit is 1048576/);
  assert.throws(() => readAssemblies(file('large.yaml', large)), /the limit is 1048576/);
  assert.throws(() => readAssemblies(file('deep.yaml', '['.repeat(100_000))), /deep\.yaml cannot be run: it is n/);
});

test('an assembly that names a file outside of its folder is rejected, and none of the file is shown', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-'));
  const assembly = join(folder, 'cdk.out');
  mkdirSync(assembly);
  writeFileSync(join(folder, 'secret'), 'SECRET of this machine');
  symlinkSync(join(folder, 'secret'), join(assembly, 'link.json'));
  const manifest = (templateFile: string) =>
    writeFileSync(
      join(assembly, 'manifest.json'),
      JSON.stringify({ artifacts: { Chat: { type: 'aws:cloudformation:stack', properties: { templateFile } } } }),
    );
  const rejects = () =>
    assert.throws(
      () => readAssemblies(assembly),
      ({ message }: Error) => /names a file outside of the folder/.test(message) && !message.includes('SECRET'),
    );
  for (const templateFile of ['../secret', 'link.json']) {
    manifest(templateFile);
    rejects();
  }
  manifest('chat.json');
  writeFileSync(join(assembly, 'chat.json'), JSON.stringify({ Resources: { Topic } }));
  const asset = { source: { path: '../secret' }, destinations: { here: { objectKey: 'secret' } } };
  writeFileSync(join(assembly, 'Chat.assets.json'), JSON.stringify({ files: { asset } }));
  rejects();
});
