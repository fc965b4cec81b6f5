// What somebody asks to go wrong: rules as data, read from outside with their bounds.
import { EngineError } from '../errors.ts';
import { FAULTS, type FaultName, HOPS, type HopName, KINDS, type Meaning } from './fault-catalog.ts';

/**
 * One rule: which fault at which hop, and when. Without `chance`, `first` or `every` it strikes each time.
 *
 * @example
 * { hop: 'http', fault: 'lose-answer', chance: 0.3, only: 'POST' }
 */
export type Rule = {
  readonly hop: HopName;
  readonly fault: FaultName;
  /** From 0 to 1. */
  readonly chance?: number;
  /** The first so many. */
  readonly first?: number;
  /** Each n-th. */
  readonly every?: number;
  /** Counts only what has this text in its name: a method and path, a function, an operation, a channel. */
  readonly only?: string;
  /** At most so often. */
  readonly times?: number;
  /** The rule is over this long after it was set. */
  readonly forMs?: number;
  /** For `delay`, and at most for `reorder`. @default 1000 */
  readonly delayMs?: number;
  /** What `error` answers, where it answers a status. */
  readonly status?: number;
  /** What `error` answers, where it answers a name. */
  readonly error?: string;
  /** The Retry-After that an API destination's target answers with. */
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

/** Reads rules; refuses what is not one, with its place and what to do. */
export function parseRules(input: unknown): Rule[] {
  if (!Array.isArray(input)) throw bad('The rules are no list. Give [{ hop, fault, … }].');
  if (input.length > RULES_MAX) throw bad(`${input.length} rules are too many: at most ${RULES_MAX}.`);
  return input.map((rule, index) => parseRule(rule, `Rule ${index + 1}`));
}

/** Reads a seed. */
export function parseSeed(input: unknown): number {
  if (!Number.isInteger(input) || (input as number) < 0 || (input as number) > SEED_MAX)
    throw bad(`The seed is ${JSON.stringify(input)}. Give a whole number from 0 to ${SEED_MAX}.`);
  return input as number;
}

/** What a rule does where it strikes, its defaults filled in. */
export type Fault = {
  readonly fault: FaultName;
  readonly delayMs: number;
  readonly status: number;
  readonly error: string;
  readonly retryAfterSeconds?: number;
};

/** What a rule does. */
export function faultOf({ hop, fault, delayMs, status, error, retryAfterSeconds }: Rule): Fault {
  const usual = KINDS[hop].faults[fault]?.answers?.[0];
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
  const meaning = meaningOf(hop, fault, at);
  checkWhen(rule, at);
  number(rule, 'times', 1, COUNT_MAX, at);
  number(rule, 'forMs', 1, FOR_MS_MAX, at);
  checkHow(rule, fault, meaning, at);
  const { only } = rule;
  if (only !== undefined && (typeof only !== 'string' || only === '' || only.length > TEXT_MAX))
    throw bad(`${at}: only is ${JSON.stringify(only)}. Give a text of 1 to ${TEXT_MAX} characters.`);
  return { ...rule } as Rule;
}

function meaningOf(hop: HopName, fault: FaultName, at: string): Meaning {
  const { faults, refused } = KINDS[hop];
  const meaning = faults[fault];
  if (meaning) return meaning;
  const why = refused[fault] ?? `that is none of its faults, which are ${Object.keys(faults).join(', ')}`;
  throw bad(`${at}: ${fault} makes no sense at ${hop}: ${why}.`);
}

function checkWhen(rule: Record<string, unknown>, at: string): void {
  const given = ['chance', 'first', 'every'].filter((name) => rule[name] !== undefined);
  if (given.length > 1) throw bad(`${at} has ${given.join(' and ')}. Give one of them, or none to strike each time.`);
  const { chance } = rule;
  if (chance !== undefined && !(typeof chance === 'number' && chance >= 0 && chance <= 1))
    throw bad(`${at}: chance is ${JSON.stringify(chance)}. Give a number from 0 to 1.`);
  number(rule, 'first', 1, COUNT_MAX, at);
  number(rule, 'every', 1, COUNT_MAX, at);
}

function checkHow(rule: Record<string, unknown>, fault: FaultName, { answers }: Meaning, at: string): void {
  number(rule, 'delayMs', 1, DELAY_MS_MAX, at);
  number(rule, 'retryAfterSeconds', 0, RETRY_AFTER_MAX, at);
  if (rule['delayMs'] !== undefined && fault !== 'delay' && fault !== 'reorder')
    throw bad(`${at} has delayMs, and ${fault} waits for nothing. Take it out, or use delay or reorder.`);
  for (const [name, type] of [
    ['status', 'number'],
    ['error', 'string'],
  ] as const) {
    if (rule[name] === undefined) continue;
    const choices = answers?.filter((answer) => typeof answer === type) ?? [];
    if (choices.length === 0) throw bad(`${at}: ${fault} at ${rule['hop']} takes no ${name}. Take it out.`);
    oneOf(rule[name], choices, `${at}: ${name}`);
  }
  if (rule['retryAfterSeconds'] !== undefined && !(rule['hop'] === 'destination' && fault === 'error'))
    throw bad(`${at}: only error at destination takes retryAfterSeconds. Take it out.`);
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
