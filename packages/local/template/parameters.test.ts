// The values of parameters: defaults, given values, and what CloudFormation would refuse.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Parameter, parseGivenParameters, rejectUnknownParameters, resolveParameters } from './parameters.ts';

const values = (parameters: Record<string, Parameter>, given: Record<string, string> = {}) =>
  Object.fromEntries(resolveParameters(parameters, given));

test('a given value replaces the default, and lists are split', () => {
  const parameters = {
    Stage: { Type: 'String', Default: 'prod' },
    Size: { Type: 'Number', Default: 5 },
    Zones: { Type: 'CommaDelimitedList', Default: 'a, b,c' },
    Ports: { Type: 'List<Number>', Default: '80,443' },
  };
  assert.deepEqual(values(parameters, { Stage: 'dev' }), {
    Stage: 'dev',
    Size: '5',
    Zones: ['a', 'b', 'c'],
    Ports: ['80', '443'],
  });
});

test('parameters without a value are named together, with what to write', () => {
  assert.throws(() => values({ Env: { Type: 'String' }, Team: { Type: 'String' } }), {
    code: 'bad-parameter',
    message: 'Parameters: Env, Team must have values: --parameter Env=VALUE --parameter Team=VALUE.',
  });
});

test('the default of a parameter of the Parameter Store is a name there, and never taken for the value', () => {
  const parameters = { Pool: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/shared/pool-id' } };
  assert.deepEqual(values(parameters), {});
  assert.deepEqual(values(parameters, { Pool: 'us-east-1_abc' }), { Pool: 'us-east-1_abc' });
});

test('a value outside of what the template allows is refused, and the value is not repeated: it may be a secret', () => {
  const cases: [Parameter, string, RegExp][] = [
    [{ AllowedValues: ['dev', 'prod'] }, 'test', /P must be one of dev, prod\.$/],
    [{ Type: 'CommaDelimitedList', AllowedValues: ['a', 'b'] }, 'a,c', /must be one of a, b/],
    [{ AllowedPattern: '[a-z]+' }, 'a1', /must match \[a-z\]\+/],
    [{ AllowedPattern: '[a-z]+', ConstraintDescription: 'must be lower case.' }, 'A', /P must be lower case\./],
    [{ AllowedPattern: '[' }, 'A', /not a regular expression/],
    [{ MinLength: '3' }, 'ab', /must have 3 characters or more/],
    [{ MaxLength: 3 }, 'abcd', /must have at most 3 characters/],
    [{ Type: 'Number' }, 'five', /must be a number/],
    [{ Type: 'Number', MinValue: 1 }, '0', /must be 1 or more/],
    [{ Type: 'List<Number>', MaxValue: 9 }, '1,10', /must be at most 9/],
  ];
  for (const [parameter, value, message] of cases) assert.throws(() => values({ P: parameter }, { P: value }), message);
});

test('a value for a parameter that no stack declares is refused', () => {
  assert.throws(() => rejectUnknownParameters([{ Env: {} }, { Team: {} }], { Evn: 'dev' }), {
    message: 'Parameters: the template declares no Evn; it declares Env, Team.',
  });
});

test('NAME=VALUE: the value may contain an equals sign', () => {
  assert.deepEqual(parseGivenParameters(['A=1', 'B=x=y', 'C=']), { A: '1', B: 'x=y', C: '' });
  for (const text of ['A', '=1']) assert.throws(() => parseGivenParameters([text]), { code: 'bad-option' });
});
