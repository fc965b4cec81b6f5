// Secrets and stored parameters: of a template, in dynamic references, and read through the protocol of SDKs's protocol.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { att, ref, sub } from '../../testing/template-parts.ts';
import { startTemplate } from '../../testing/templates/start-template.ts';
import { randomPassword } from './secret-store.ts';

const TEMPLATE = {
  Parameters: { Shared: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/shared/topic' } },
  Resources: {
    Topic: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/shared/topic', Type: 'String', Value: 'orders' } },
    Database: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: {
        Name: 'database',
        GenerateSecretString: {
          SecretStringTemplate: '{"user":"ann"}',
          GenerateStringKey: 'password',
          PasswordLength: 20,
          ExcludePunctuation: true,
        },
      },
    },
    Queue: {
      Type: 'AWS::SQS::Queue',
      DependsOn: 'Topic',
      Properties: { QueueName: sub('{{resolve:ssm:/shared/topic}}-queue') },
    },
  },
  Outputs: {
    Queue: { Value: att('Queue', 'QueueName') },
    Shared: { Value: ref('Shared') },
    // CDK composes references with Fn::Join.
    User: {
      Value: { 'Fn::Join': ['', ['{{resolve:secretsmanager:', ref('Database'), ':SecretString:user::}}']] },
    },
    Password: { Value: '{{resolve:secretsmanager:database:SecretString:password}}' },
    Whole: { Value: sub(`{{resolve:secretsmanager:\${Database}}}`) },
    Secret: { Value: ref('Database') },
  },
};

test('stored values are resolved in the template, and read through the protocol of SDKs', async (t) => {
  const engine = await startTemplate(t, TEMPLATE);
  const { Queue, Shared, User, Password = '', Whole = '', Secret } = engine.outputs;
  assert.deepEqual({ Queue, Shared, User }, { Queue: 'orders-queue', Shared: 'orders', User: 'ann' });
  assert.match(Password, /^[a-zA-Z0-9]{20}$/);
  assert.deepEqual(JSON.parse(Whole), { user: 'ann', password: Password });
  const call = async (service: string, target: string, input: object) => {
    const response = await fetch(`${engine.origin}/_aws/${service}`, {
      method: 'POST',
      headers: {
        'x-amz-target': target,
        'content-type': 'application/x-amz-json-1.1',
        authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, Signature=0`,
      },
      body: JSON.stringify(input),
    });
    return (await response.json()) as { Parameter?: { Value: string }; SecretString?: string; __type?: string };
  };
  const { Parameter } = await call('ssm', 'AmazonSSM.GetParameter', { Name: '/shared/topic' });
  assert.equal(Parameter?.Value, 'orders');
  const read = (SecretId: string) => call('secretsmanager', 'secretsmanager.GetSecretValue', { SecretId });
  for (const id of ['database', Secret ?? '']) assert.equal((await read(id)).SecretString, Whole);
  assert.match((await read('nowhere')).__type ?? '', /ResourceNotFoundException$/);
});

test('a generated password has each kind of character that its rules leave', () => {
  assert.match(randomPassword(), /^(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])(?=.*[^a-zA-Z0-9]).{32}$/);
  assert.match(
    randomPassword({ PasswordLength: '8', ExcludeCharacters: 'abc', ExcludePunctuation: true }),
    /^[^abc\W_]{8}$/,
  );
  assert.throws(() => randomPassword({ PasswordLength: 2 }), { type: 'InvalidParameterException' });
});
