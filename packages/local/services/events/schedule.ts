// Schedule expressions of EventBridge: `rate(…)` and `cron(…)`, in UTC.
import { AwsError } from '../../errors.ts';

/** The first due time after a time, both in milliseconds; undefined if there is none. */
export type Schedule = (after: number) => number | undefined;

const MINUTE = 60_000;
const UNITS: Readonly<Record<string, number>> = { minute: MINUTE, hour: 60 * MINUTE, day: 24 * 60 * MINUTE };

/** Parses a ScheduleExpression. Source: EventBridge User Guide, "Setting a schedule pattern for scheduled rules". */
export function parseSchedule(expression: string): Schedule {
  const [, kind, inside = ''] = /^(rate|cron)\((.*)\)$/.exec(expression) ?? [];
  if (kind === 'rate') return parseRate(inside, expression);
  if (kind === 'cron') return parseCron(inside, expression);
  throw invalid(expression, 'use rate(…) or cron(…)');
}

function parseRate(inside: string, expression: string): Schedule {
  const [, number = '', unit = '', plural] = /^([1-9]\d*) (minute|hour|day)(s)?$/.exec(inside) ?? [];
  // The user guide: "Valid values: minute | minutes …", the singular only for 1.
  if (number === '' || (number === '1') !== (plural === undefined))
    throw invalid(expression, 'a rate is rate(1 hour) or rate(5 minutes)');
  const every = Number(number) * (UNITS[unit] as number);
  return (after) => after + every;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** The six fields. `names` are the names of the values, beginning at `from`. */
const FIELDS: readonly { name: string; from: number; to: number; names?: readonly string[] }[] = [
  { name: 'minutes', from: 0, to: 59 },
  { name: 'hours', from: 0, to: 23 },
  { name: 'day of month', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12, names: MONTHS },
  { name: 'day of week', from: 1, to: 7, names: DAYS },
  { name: 'year', from: 1970, to: 2199 },
];

function parseCron(inside: string, expression: string): Schedule {
  const texts = inside.split(' ');
  if (texts.length !== FIELDS.length) throw invalid(expression, 'a cron has six fields');
  // The user guide: one of the two must be `?`.
  if ((texts[2] === '?') === (texts[4] === '?'))
    throw invalid(expression, 'either the day of the month or the day of the week is ?');
  const [minutes, hours, days, months, weekdays, years] = texts.map((text, at) => {
    const values = parseField(text, at);
    if (!values) throw invalid(expression, `${text} is not a valid ${FIELDS[at]?.name} (L, W and # are not emulated)`);
    return values;
  }) as [Field, Field, Field, Field, Field, Field];
  const isDue = (day: Date) =>
    years.has(day.getUTCFullYear()) &&
    months.has(day.getUTCMonth() + 1) &&
    days.has(day.getUTCDate()) &&
    weekdays.has(day.getUTCDay() + 1);
  return (after) => {
    const last = Math.max(...years);
    const first = Math.floor(after / MINUTE) * MINUTE + MINUTE;
    for (const day = new Date(first); day.getUTCFullYear() <= last; nextDay(day)) {
      if (!isDue(day)) continue;
      for (let at = day.getTime(); new Date(at).getUTCDate() === day.getUTCDate(); at += MINUTE) {
        const time = new Date(at);
        if (hours.has(time.getUTCHours()) && minutes.has(time.getUTCMinutes())) return at;
      }
    }
    return undefined;
  };
}

type Field = ReadonlySet<number>;

/** `*`, `?`, `5`, `MON-FRI`, `0/15`, and lists of them. */
function parseField(text: string, at: number): Field | undefined {
  const { from, to, names = [] } = FIELDS[at] as (typeof FIELDS)[number];
  const number = (word: string): number => {
    const named = names.indexOf(word.toUpperCase());
    return named >= 0 ? from + named : /^\d+$/.test(word) ? Number(word) : Number.NaN;
  };
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const [, range = '', step = ''] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
    const [low = '', high] = range.split('-');
    const all = range === '*' || range === '?';
    const first = all ? from : number(low);
    const last = all || (step !== '' && high === undefined) ? to : number(high ?? low);
    const by = Number(step || 1);
    if (!(first >= from && last <= to && first <= last && by >= 1)) return undefined;
    for (let value = first; value <= last; value += by) values.add(value);
  }
  return values;
}

function nextDay(day: Date): void {
  day.setUTCHours(24, 0, 0, 0);
}

function invalid(expression: string, reason: string): AwsError {
  return new AwsError('ValidationException', `Parameter ScheduleExpression is not valid: ${expression}: ${reason}.`);
}
