// Reading the properties of a resource: what is not as CloudFormation has it is named.
import { EngineError } from '../errors.ts';

type Properties = Readonly<Record<string, unknown>>;

/** A text that must be there. `at` is the logical id, for the error. */
export function text(from: Properties, name: string, at: string): string {
  const value = optionalText(from, name, at);
  if (value === undefined) throw broken(at, name, 'is missing');
  return value;
}

export function optionalText(from: Properties, name: string, at: string): string | undefined {
  const value = from[name];
  if (value === undefined || typeof value === 'string') return value;
  throw broken(at, name, 'must be a text');
}

/** A number, which a template may also write as a text. */
export function optionalNumber(from: Properties, name: string, at: string): number | undefined {
  const value = from[name];
  if (value === undefined) return undefined;
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw broken(at, name, 'must be a number');
  return number;
}

/** An object; an empty one when it is not there. */
export function optionalRecord(from: Properties, name: string, at: string): Properties {
  const value = from[name] ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) throw broken(at, name, 'must be an object');
  return value as Properties;
}

/** A list of objects; nothing when it is not there. */
export function optionalRecords(from: Properties, name: string, at: string): readonly Properties[] | undefined {
  const value = from[name];
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.some((one) => typeof one !== 'object' || one === null))
    throw broken(at, name, 'must be a list of objects');
  return value as readonly Properties[];
}

function broken(at: string, name: string, what: string): EngineError {
  return new EngineError('template-broken', `${at}: ${name} ${what}.`);
}
