// Reads the properties of a template's resources; every error names the resource and the property.
import { EngineError } from '../errors.ts';

/** The properties of a resource, or an object within them. */
export type Properties = Readonly<Record<string, unknown>>;

/** Bounds of a whole number, and the value of an absent one. */
export type IntegerRange = { from: number; to: number; fallback: number };

/** The error for a property that CloudFormation or the service itself would reject. */
export function templateBroken(subject: string, reason: string, options?: ErrorOptions): EngineError {
  return new EngineError('template-broken', `${subject}: ${reason}.`, options);
}

/** The error for something that works on AWS and not in the engine; `instead` says what to do: `use a standard queue`. */
export function notEmulated(subject: string, what: string, instead?: string): EngineError {
  return new EngineError('not-emulated', `${subject}: ${what} is not emulated${instead ? `; ${instead}` : ''}.`);
}

/** Reads one object of a template. */
export class PropertyReader {
  readonly properties: Properties;
  /** The resource in the words of its errors: the logical id, or `The pipe chat`. */
  readonly subject: string;
  readonly #invalid: (subject: string, reason: string) => Error;
  readonly #path: string;

  /**
   * `invalid` makes the error for an invalid property: some services have their own error types for it. `path` precedes the
   * names of nested properties: `EventConfig.`.
   */
  constructor(
    properties: Properties,
    subject: string,
    invalid: (subject: string, reason: string) => Error = templateBroken,
    path = '',
  ) {
    this.properties = properties;
    this.subject = subject;
    this.#invalid = invalid;
    this.#path = path;
  }

  /** The error for an invalid property, in the words of the service. */
  invalid(reason: string): Error {
    return this.#invalid(this.subject, reason);
  }

  /** A string that must be present and not empty. */
  string(name: string): string {
    const value = this.optionalString(name);
    if (value === undefined || value === '') throw this.invalid(`${this.#path}${name} is missing`);
    return value;
  }

  optionalString(name: string): string | undefined {
    const value = this.properties[name];
    if (value === undefined || typeof value === 'string') return value;
    throw this.invalid(`${this.#path}${name} must be a string`);
  }

  /** A list of scalars as strings; a single value counts as a list of one, an absent property as an empty list. */
  strings(name: string): string[] {
    return this.#toStrings(this.properties[name]);
  }

  /** A number; a template may also write it as a string. */
  optionalNumber(name: string): number | undefined {
    const value = this.properties[name];
    if (value === undefined) return undefined;
    const number = typeof value === 'string' && value !== '' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isFinite(number))
      throw this.invalid(`${this.#path}${name} must be a number`);
    return number;
  }

  integer(name: string, { from, to, fallback }: IntegerRange): number {
    const written = this.properties[name] ?? fallback;
    const value = Number(written);
    if (!Number.isInteger(value) || value < from || value > to)
      throw this.invalid(
        `${this.#path}${name} is ${JSON.stringify(written)}; it must be a whole number from ${from} to ${to}`,
      );
    return value;
  }

  /** One of the listed values, or `fallback` when the property is absent. */
  oneOf<const T extends string>(name: string, values: readonly T[], fallback?: T): T {
    const written = this.properties[name] ?? fallback;
    if (written === undefined)
      throw this.invalid(`${this.#path}${name} is missing; it must be one of ${values.join(', ')}`);
    const known = values.find((value) => value === written);
    if (known === undefined)
      throw this.invalid(`${this.#path}${name} is ${JSON.stringify(written)}; it must be one of ${values.join(', ')}`);
    return known;
  }

  /** An object that must be present. */
  object(name: string): PropertyReader {
    if (this.properties[name] === undefined) throw this.invalid(`${this.#path}${name} is missing`);
    return this.optionalObject(name);
  }

  /** An object; an absent one is empty. */
  optionalObject(name: string): PropertyReader {
    return this.#nested(this.properties[name] ?? {}, `${this.#path}${name}`);
  }

  /** A list of objects; undefined when the property is absent. */
  optionalObjects(name: string): PropertyReader[] | undefined {
    const value = this.properties[name];
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) throw this.invalid(`${this.#path}${name} must be a list of objects`);
    return value.map((one: unknown, index) => this.#nested(one, `${this.#path}${name}[${index}]`));
  }

  /** An object whose values are strings or lists of them; an absent one is empty. */
  stringLists(name: string): Record<string, string[]> {
    const { properties } = this.optionalObject(name);
    return Object.fromEntries(Object.entries(properties).map(([key, values]) => [key, this.#toStrings(values)]));
  }

  /** Rejects the properties that would change the behaviour of the resource and are not emulated. */
  rejectNotEmulated(names: readonly string[]): void {
    const present = names.find((name) => this.properties[name] !== undefined);
    if (present !== undefined) throw notEmulated(this.subject, this.#path + present);
  }

  #toStrings(value: unknown): string[] {
    if (value === undefined) return [];
    return (Array.isArray(value) ? value : [value]).map((one: unknown) => {
      if (typeof one === 'object') throw this.invalid(`${JSON.stringify(one)} must be a string`);
      return String(one);
    });
  }

  #nested(value: unknown, path: string): PropertyReader {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw this.invalid(`${path} must be an object`);
    return new PropertyReader(value as Properties, this.subject, this.#invalid, `${path}.`);
  }
}
