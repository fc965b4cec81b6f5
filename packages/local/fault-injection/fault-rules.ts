// Fault rules: parsed from untrusted input, with their limits.
import { EngineError } from '../errors.ts';
import { FAULT_CATALOG, FAULTS, type FaultName, HOPS, type HopFault, type HopName } from './fault-catalog.ts';

/**
 * One rule: which fault at which hop, and when. Without `chance`, `first` or `every` it applies every time.
 *
 * @example
 * { hop: 'http', fault: 'lose-answer', chance: 0.3, only: 'POST' }
 */
export type Rule = {
  readonly hop: HopName;
  readonly fault: FaultName;
  /** The probability, from 0 to 1. */
  readonly chance?: number;
  /** Applies to the first N matching operations. */
  readonly first?: number;
  /** Applies to every N-th matching operation. */
  readonly every?: number;
  /** Matches only operations whose name contains this text: a method and path, a function, an operation, a channel. */
  readonly only?: string;
  /** Applies at most N times. */
  readonly times?: number;
  /** The rule expires this long after it was set. */
  readonly forMs?: number;
  /** The wait of `delay`, and the longest wait of `reorder`. @default 1000 */
  readonly delayMs?: number;
  /** The status that `error` answers, at hops that answer a status. */
  readonly status?: number;
  /** The error name that `error` answers, at hops that answer a name. */
  readonly error?: string;
  /** The Retry-After header of an `error` at an API destination. */
  readonly retryAfterSeconds?: number;
};

export const RULES_MAX = 50;
const COUNT_MAX = 1_000_000;
const TEXT_MAX = 200;
export const DELAY_MS_MAX = 60_000;
const FOR_MS_MAX = 60 * 60_000;
const RETRY_AFTER_MAX = 3_600;
const DEFAULT_DELAY_MS = 1_000;
export const SEED_MAX = 0xffff_ffff;

/** Parses a list of rules. An error names the invalid rule and says what to give instead. */
export function parseRules(input: unknown): Rule[] {
  if (!Array.isArray(input)) throw bad('The rules are not a list. Give [{ hop, fault, … }].');
  if (input.length > RULES_MAX) throw bad(`${input.length} rules are too many: at most ${RULES_MAX}.`);
  return input.map((rule, index) => parseRule(rule, `Rule ${index + 1}`));
}

/** Parses a seed. */
export function parseSeed(input: unknown): number {
  if (!Number.isInteger(input) || (input as number) < 0 || (input as number) > SEED_MAX)
    throw bad(`The seed is ${JSON.stringify(input)}. Give a whole number from 0 to ${SEED_MAX}.`);
  return input as number;
}

/** The fault of a rule, with its defaults. */
export type Fault = {
  readonly fault: FaultName;
  readonly delayMs: number;
  readonly status: number;
  readonly error: string;
  readonly retryAfterSeconds?: number;
};

/** The fault of a rule, with its defaults filled in. */
export function toFault({ hop, fault, delayMs, status, error, retryAfterSeconds }: Rule): Fault {
  const usual = FAULT_CATALOG[hop].faults[fault]?.answers?.[0];
  return {
    fault,
    delayMs: delayMs ?? DEFAULT_DELAY_MS,
    status: status ?? (typeof usual === 'number' ? usual : 500),
    error: error ?? (typeof usual === 'string' ? usual : ''),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
}

const FIELDS = new Set<string>([
  'hop',
  'fault',
  'chance',
  'first',
  'every',
  'only',
  'times',
  'forMs',
  'delayMs',
  'status',
  'error',
  'retryAfterSeconds',
]);

function parseRule(input: unknown, at: string): Rule {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw bad(`${at} is ${JSON.stringify(input)}. Give an object { hop, fault, … }.`);
  const rule = input as Record<string, unknown>;
  const unknown = Object.keys(rule).find((name) => !FIELDS.has(name));
  if (unknown !== undefined)
    throw bad(`${at} has a field ${JSON.stringify(unknown)}. A rule has: ${[...FIELDS].join(', ')}.`);
  const hop = oneOf(rule['hop'], HOPS, `${at}: hop`);
  const fault = oneOf(rule['fault'], FAULTS, `${at}: fault`);
  const hopFault = hopFaultOf(hop, fault, at);
  checkCondition(rule, at);
  number(rule, 'times', 1, COUNT_MAX, at);
  number(rule, 'forMs', 1, FOR_MS_MAX, at);
  checkParameters(rule, fault, hopFault, at);
  const { only } = rule;
  if (only !== undefined && (typeof only !== 'string' || only === '' || only.length > TEXT_MAX))
    throw bad(`${at}: only is ${JSON.stringify(only)}. Give a string of 1 to ${TEXT_MAX} characters.`);
  return { ...rule } as Rule;
}

function hopFaultOf(hop: HopName, fault: FaultName, at: string): HopFault {
  const { faults, unsupported } = FAULT_CATALOG[hop];
  const known = faults[fault];
  if (known) return known;
  const why = unsupported[fault] ?? `its faults are ${Object.keys(faults).join(', ')}`;
  throw bad(`${at}: ${fault} is not possible at ${hop}: ${why}.`);
}

function checkCondition(rule: Record<string, unknown>, at: string): void {
  const given = ['chance', 'first', 'every'].filter((name) => rule[name] !== undefined);
  if (given.length > 1)
    throw bad(`${at} has ${given.join(' and ')}. Give one of them, or none to apply the rule every time.`);
  const { chance } = rule;
  if (chance !== undefined && !(typeof chance === 'number' && chance >= 0 && chance <= 1))
    throw bad(`${at}: chance is ${JSON.stringify(chance)}. Give a number from 0 to 1.`);
  number(rule, 'first', 1, COUNT_MAX, at);
  number(rule, 'every', 1, COUNT_MAX, at);
}

function checkParameters(rule: Record<string, unknown>, fault: FaultName, { answers }: HopFault, at: string): void {
  number(rule, 'delayMs', 1, DELAY_MS_MAX, at);
  number(rule, 'retryAfterSeconds', 0, RETRY_AFTER_MAX, at);
  if (rule['delayMs'] !== undefined && fault !== 'delay' && fault !== 'reorder')
    throw bad(`${at} has delayMs, but ${fault} does not wait. Remove it, or use delay or reorder.`);
  for (const [name, type] of [
    ['status', 'number'],
    ['error', 'string'],
  ] as const) {
    if (rule[name] === undefined) continue;
    const choices = answers?.filter((answer) => typeof answer === type) ?? [];
    if (choices.length === 0) throw bad(`${at}: ${fault} at ${rule['hop']} takes no ${name}. Remove it.`);
    oneOf(rule[name], choices, `${at}: ${name}`);
  }
  if (rule['retryAfterSeconds'] !== undefined && !(rule['hop'] === 'destination' && fault === 'error'))
    throw bad(`${at}: only error at destination takes retryAfterSeconds. Remove it.`);
}

function number(rule: Record<string, unknown>, name: string, least: number, most: number, at: string): void {
  const value = rule[name];
  if (value === undefined) return;
  if (!Number.isInteger(value) || (value as number) < least || (value as number) > most)
    throw bad(`${at}: ${name} is ${JSON.stringify(value)}. Give a whole number from ${least} to ${most}.`);
}

function oneOf<T>(value: unknown, choices: readonly T[], what: string): T {
  if (choices.includes(value as T)) return value as T;
  throw bad(`${what} is ${JSON.stringify(value)}. Give one of ${choices.join(', ')}.`);
}

function bad(message: string): EngineError {
  return new EngineError('bad-fault', message);
}
