// CloudFormation's intrinsic functions, resolved against the resources that have been created so far.
import type { Created } from '../services/resource-type.ts';
import type { Template } from './cloudformation-template.ts';
import { broken } from './errors.ts';
import { storedElsewhere } from './parameters.ts';

/** What a value may refer to. `Fn::GetAtt` and `Ref` look into `created`; a resource that is missing there is an error. */
export type Scope = {
  template: Template;
  created: ReadonlyMap<string, Created>;
  pseudo: Readonly<Record<string, string>>;
  /** The values of the Parameter Store and of Secrets Manager; undefined for one that does not exist. */
  stored?: StoredValues;
  /** The values that the stacks before this one export, by the names of their exports. */
  exports?: ReadonlyMap<string, string>;
  /** The conditions that are being evaluated, each for the one before it. */
  path?: readonly string[];
};

/** Reads values that are stored outside of the template, for dynamic references and for parameters of the Parameter Store. */
export type StoredValues = {
  parameter(name: string): string | undefined;
  secret(id: string): string | undefined;
};

/** Resolves every intrinsic function in a value. Properties that resolve to `AWS::NoValue` are removed. */
export function resolve(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string') return withDynamicReferences(value, scope);
  if (Array.isArray(value)) return value.map((item) => resolve(item, scope)).filter((item) => item !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (only && entries.length === 1 && (only[0] === 'Ref' || only[0].startsWith('Fn::')))
    return call(only[0], only[1], scope);
  const resolved = entries.map(([key, item]) => [key, resolve(item, scope)] as const);
  return Object.fromEntries(resolved.filter(([, item]) => item !== undefined));
}

/** Conditions that refer to each other in a row; real templates have a few. */
const CONDITIONS_MAX = 100;

/** Evaluates a condition of the template by its name; without a name it is true. */
export function conditionHolds(condition: string | undefined, { path = [], ...scope }: Scope): boolean {
  if (condition === undefined) return true;
  if (!Object.hasOwn(scope.template.conditions, condition)) throw broken(`there is no condition ${condition}`);
  if (path.includes(condition))
    throw broken(`its conditions refer to each other in a circle (${[...path, condition].join(' → ')})`);
  if (path.length >= CONDITIONS_MAX)
    throw broken(`more than ${CONDITIONS_MAX} conditions refer to each other in a row`);
  return test(scope.template.conditions[condition], { ...scope, path: [...path, condition] });
}

function call(name: string, input: unknown, scope: Scope): unknown {
  switch (name) {
    case 'Ref':
      return ref(String(input), scope);
    case 'Fn::GetAtt': {
      const [id, ...path] = Array.isArray(input)
        ? input.map((part) => String(resolve(part, scope)))
        : String(input).split('.');
      return attribute(id ?? '', path.join('.'), scope);
    }
    case 'Fn::Join': {
      const [delimiter, parts] = list(name, input, 2);
      return withDynamicReferences((list(name, resolve(parts, scope)) as unknown[]).join(String(delimiter)), scope);
    }
    case 'Fn::Sub':
      return sub(input, scope);
    case 'Fn::Select': {
      const [index, items] = list(name, resolve(input, scope), 2);
      return list(name, items)[Number(index)] ?? missing(`Fn::Select has no item ${index}`);
    }
    case 'Fn::Split': {
      const [delimiter, text] = list(name, resolve(input, scope), 2);
      return String(text).split(String(delimiter));
    }
    case 'Fn::If': {
      const [condition, yes, no] = list(name, input, 3);
      return resolve(conditionHolds(String(condition), scope) ? yes : no, scope);
    }
    case 'Fn::FindInMap': {
      const [map, first, second, fallback] = list(name, resolve(input, scope));
      return (
        scope.template.mappings[String(map)]?.[String(first)]?.[String(second)] ??
        (fallback as { DefaultValue?: unknown } | undefined)?.DefaultValue ??
        missing(`there is no ${map}.${first}.${second} in Mappings`)
      );
    }
    case 'Fn::ImportValue': {
      const exported = String(resolve(input, scope));
      return (
        scope.exports?.get(exported) ?? missing(`no stack exports ${exported}; run the folder with the stack that does`)
      );
    }
    case 'Fn::GetAZs':
      return ZONES;
    case 'Fn::Base64':
      return Buffer.from(String(resolve(input, scope))).toString('base64');
    case 'Fn::ToJsonString':
      return JSON.stringify(resolve(input, scope));
    case 'Fn::Length':
      return list(name, resolve(input, scope)).length;
    case 'Fn::Equals':
    case 'Fn::And':
    case 'Fn::Or':
    case 'Fn::Not':
      return test({ [name]: input }, scope);
    default:
      return missing(`${name} is not emulated`);
  }
}

/** The zones of the engine's region. */
const ZONES = ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `us-east-1${letter}`);

function test(condition: unknown, scope: Scope): boolean {
  const [entry] = Object.entries((condition ?? {}) as Record<string, unknown>);
  if (!entry) throw broken('a condition is empty');
  const [name, input] = entry;
  if (name === 'Condition') return conditionHolds(String(input), scope);
  if (name === 'Fn::Equals') {
    const [left, right] = list(name, resolve(input, scope), 2);
    return JSON.stringify(left) === JSON.stringify(right);
  }
  const parts = list(name, input);
  if (name === 'Fn::And') return parts.every((part) => test(part, scope));
  if (name === 'Fn::Or') return parts.some((part) => test(part, scope));
  if (name === 'Fn::Not') return !test(parts[0], scope);
  throw broken(`${name} is not a condition function`);
}

function ref(id: string, { template, created, pseudo, stored }: Scope): unknown {
  if (id === 'AWS::NoValue') return undefined;
  const parameter = template.parameters[id];
  if (parameter) {
    const value = template.values.get(id) ?? stored?.parameter(String(parameter.Default));
    return value ?? missing(storedElsewhere(id, parameter));
  }
  return pseudo[id] ?? created.get(id)?.ref ?? missing(`Ref names ${id}, which is neither a resource nor a parameter`);
}

function attribute(id: string, name: string, { created }: Scope): string {
  const resource = created.get(id) ?? missing(`Fn::GetAtt names ${id}, which is not a resource`);
  return resource.attributes?.[name] ?? missing(`${id} has no attribute ${name}`);
}

function sub(input: unknown, scope: Scope): string {
  const [text, own] = Array.isArray(input) ? input : [input, {}];
  const variables = resolve(own ?? {}, scope) as Record<string, unknown>;
  return withDynamicReferences(
    String(text).replace(/\$\{(!?)([^{}]+)\}/g, (_, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      if (name in variables) return String(variables[name]);
      const [id, ...path] = name.split('.');
      return String(path.length > 0 ? attribute(id ?? '', path.join('.'), scope) : ref(name, scope));
    }),
    scope,
  );
}

/**
 * Replaces dynamic references by stored values: `{{resolve:ssm:NAME:VERSION}}`, `{{resolve:ssm-secure:…}}` and
 * `{{resolve:secretsmanager:ID:SecretString:KEY}}`. Source: CloudFormation user guide, "Get values stored in other services
 * using dynamic references".
 */
function withDynamicReferences(text: string, { stored }: Scope): string {
  return text.replace(/\{\{resolve:([a-z-]+):([^{}]*)\}\}/g, (reference, service: string, rest: string) => {
    const value =
      service === 'secretsmanager'
        ? secretValue(rest, stored)
        : service.startsWith('ssm')
          ? stored?.parameter(rest)
          : undefined;
    return value ?? missing(`the dynamic reference ${reference} has no value here`);
  });
}

/** The id may be an ARN, which has seven parts of its own. */
function secretValue(rest: string, stored: StoredValues | undefined): string | undefined {
  const [, id = '', , key = ''] =
    /^(arn:(?:[^:]*:){5}[^:]*|[^:]*)(?::(SecretString|SecretBinary)?(?::([^:]*))?.*)?$/.exec(rest) ?? [];
  const value = stored?.secret(id);
  if (value === undefined || key === '') return value;
  try {
    return String((JSON.parse(value) as Record<string, unknown>)[key] ?? missing(`the secret ${id} has no ${key}`));
  } catch (cause) {
    if (cause instanceof SyntaxError) return missing(`the secret ${id} is not JSON, so it has no ${key}`);
    throw cause;
  }
}

function list(name: string, input: unknown, length?: number): unknown[] {
  if (!Array.isArray(input) || (length !== undefined && input.length !== length))
    throw broken(`${name} takes a list${length === undefined ? '' : ` of ${length}`}`);
  return input;
}

function missing(reason: string): never {
  throw broken(reason);
}
