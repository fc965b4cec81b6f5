// The parameters of a template: their values, and the checks that CloudFormation makes of them.
// Source: CloudFormation user guide, "CloudFormation template Parameters syntax".
import { EngineError } from '../errors.ts';

/** The parameters that a template declares. */
export type Parameters = Readonly<Record<string, Parameter>>;

/** A parameter as the template declares it. Source: CloudFormation user guide, "Parameters". */
export type Parameter = {
  Type?: string;
  Default?: unknown;
  AllowedValues?: readonly unknown[];
  AllowedPattern?: string;
  ConstraintDescription?: string;
  MinLength?: number | string;
  MaxLength?: number | string;
  MinValue?: number | string;
  MaxValue?: number | string;
};

/** The value of a parameter: a list for the types `CommaDelimitedList` and `List<…>`. */
export type ParameterValue = string | readonly string[];

/** The values that an operator gives: `{ Stage: 'dev' }`. */
export type GivenParameters = Readonly<Record<string, string>>;

/** The value of such a parameter is in the Parameter Store, and its `Default` is only the name there. */
const SSM = /^AWS::SSM::Parameter::Value<(.+)>$/;

/**
 * The values of all parameters of a stack; those of the Parameter Store that no value was given for are left out, since CDK declares
 * one that nothing uses. Throws one error that names every parameter without a value, and every value that is not allowed.
 */
export function resolveParameters(parameters: Parameters, given: GivenParameters): Map<string, ParameterValue> {
  const values = new Map<string, ParameterValue>();
  const missing: string[] = [];
  const invalid: string[] = [];
  for (const [name, parameter] of Object.entries(parameters)) {
    const isStored = SSM.test(parameter.Type ?? '');
    const value = given[name] ?? (isStored ? undefined : parameter.Default);
    if (value === undefined) {
      if (!isStored) missing.push(name);
      continue;
    }
    const text = String(value);
    const reason = violation(text, parameter);
    if (reason !== undefined) invalid.push(`${name} ${parameter.ConstraintDescription ?? reason}`);
    values.set(name, isList(parameter) ? text.split(',').map((item) => item.trim()) : text);
  }
  if (missing.length > 0)
    throw badParameter(
      `${missing.join(', ')} must have ${missing.length === 1 ? 'a value' : 'values'}: ${options(missing)}`,
    );
  if (invalid.length > 0) throw badParameter(invalid.join('; '));
  return values;
}

/** Rejects values for parameters that no stack declares. */
export function rejectUnknownParameters(declarations: readonly Parameters[], given: GivenParameters): void {
  const declared = new Set(declarations.flatMap((parameters) => Object.keys(parameters)));
  const unknown = Object.keys(given).filter((name) => !declared.has(name));
  if (unknown.length > 0)
    throw badParameter(
      `the template declares no ${unknown.join(', ')}; it declares ${[...declared].join(', ') || 'no parameters'}`,
    );
}

/** The sentence for a reference to a parameter whose value is in the Parameter Store. */
export function storedElsewhere(name: string, { Default }: Parameter): string {
  return `the value of the parameter ${name} is in the Parameter Store of an account (${Default ?? 'no Default'}); give it: ${options([name])}`;
}

/** Parses `NAME=VALUE`, as the command line gives parameters. */
export function parseGivenParameters(texts: readonly string[]): GivenParameters {
  const pairs = texts.map((text) => {
    const at = text.indexOf('=');
    if (at < 1) throw new EngineError('bad-option', `--parameter takes NAME=VALUE, not ${JSON.stringify(text)}.`);
    return [text.slice(0, at), text.slice(at + 1)] as const;
  });
  return Object.fromEntries(pairs);
}

function options(names: readonly string[]): string {
  return names.map((name) => `--parameter ${name}=VALUE`).join(' ');
}

function isList({ Type = 'String' }: Parameter): boolean {
  const type = SSM.exec(Type)?.[1] ?? Type;
  return type === 'CommaDelimitedList' || type.startsWith('List<');
}

/** What is wrong with a value, without the value, which may be a secret; undefined if nothing is. */
function violation(value: string, parameter: Parameter): string | undefined {
  const { Type = 'String', AllowedValues, AllowedPattern, MinLength, MaxLength, MinValue, MaxValue } = parameter;
  const values = isList(parameter) ? value.split(',').map((item) => item.trim()) : [value];
  if (AllowedValues && !values.every((one) => AllowedValues.map(String).includes(one)))
    return `must be one of ${AllowedValues.join(', ')}`;
  if (AllowedPattern !== undefined && !values.every((one) => matches(one, AllowedPattern)))
    return `must match ${AllowedPattern}`;
  if (value.length < Number(MinLength ?? 0)) return `must have ${MinLength} characters or more`;
  if (value.length > Number(MaxLength ?? Number.POSITIVE_INFINITY)) return `must have at most ${MaxLength} characters`;
  if (!/^(?:Number|List<Number>)$/.test(Type)) return undefined;
  for (const one of values) {
    if (one === '' || Number.isNaN(Number(one))) return 'must be a number';
    if (Number(one) < Number(MinValue ?? Number.NEGATIVE_INFINITY)) return `must be ${MinValue} or more`;
    if (Number(one) > Number(MaxValue ?? Number.POSITIVE_INFINITY)) return `must be at most ${MaxValue}`;
  }
  return undefined;
}

/** A pattern of CloudFormation matches the whole value. */
function matches(value: string, pattern: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(value);
  } catch {
    throw badParameter(`the AllowedPattern ${pattern} is not a regular expression`);
  }
}

function badParameter(reason: string): EngineError {
  return new EngineError('bad-parameter', `Parameters: ${reason}.`);
}
