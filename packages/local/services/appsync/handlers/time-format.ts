// Formatting and parsing of dates with the patterns of Java's DateTimeFormatter, as far as timestamps need them.

/** Formats a time by a pattern such as `yyyy-MM-dd HH:mm:ssZ`, in a time zone such as `UTC` or `Australia/Perth`. */
export function formatTime(ms: number, pattern: string, zone: string): string {
  const fields = fieldsAt(ms, zone);
  return tokens(pattern)
    .map(({ letters, literal }) => literal ?? write(letters, fields))
    .join('');
}

/** Parses a text by a pattern; a zone in the text takes precedence over `zone`. */
export function parseTime(text: string, pattern: string, zone: string): number {
  const parts = tokens(pattern);
  const expression = parts
    .map(({ letters, literal }) => (literal === undefined ? reader(letters) : escaped(literal)))
    .join('');
  const found = new RegExp(`^${expression}$`, 'i').exec(text);
  if (!found) throw new RangeError(`${JSON.stringify(text)} does not match the pattern ${pattern}.`);
  const fields = { year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, ms: 0 };
  let offset: number | undefined;
  let afternoon: boolean | undefined;
  for (const [at, { letters }] of parts.filter((part) => part.literal === undefined).entries()) {
    const value = found[at + 1] ?? '';
    const letter = letters[0] ?? '';
    if (letter === 'X' || letter === 'Z' || letter === 'x') offset = offsetOf(value);
    else if (letter === 'a') afternoon = value.toLowerCase() === 'pm';
    else if (letter === 'M' && letters.length > 2)
      fields.month = MONTHS.findIndex((name) => value.startsWith(name.slice(0, 3))) + 1;
    else if (letter === 'S') fields.ms = Number(`0.${value}`) * 1000;
    else if (letter === 'y' || letter === 'u')
      fields.year = letters.length === 2 ? 2000 + Number(value) : Number(value);
    else if (FIELD[letter]) fields[FIELD[letter]] = Number(value);
  }
  if (afternoon !== undefined) fields.hour = (fields.hour % 12) + (afternoon ? 12 : 0);
  const utc = Date.UTC(fields.year, fields.month - 1, fields.day, fields.hour, fields.minute, fields.second, fields.ms);
  return utc - (offset ?? offsetAt(utc, zone));
}

/** Parses an ISO 8601 timestamp. */
export function parseIsoTime(text: string): number {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new RangeError(`${JSON.stringify(text)} is not an ISO 8601 timestamp.`);
  return ms;
}

type Token = { letters: string; literal?: string };
type Fields = {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  ms: number;
  weekday: number;
  offset: number;
  zone: string;
};

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const FIELD: Readonly<Record<string, 'month' | 'day' | 'hour' | 'minute' | 'second'>> = {
  M: 'month',
  L: 'month',
  d: 'day',
  H: 'hour',
  h: 'hour',
  k: 'hour',
  m: 'minute',
  s: 'second',
};

function tokens(pattern: string): Token[] {
  return [...pattern.matchAll(/'((?:[^']|'')*)'|([a-zA-Z])\2*|[^a-zA-Z']+/g)].map(([all, quoted, letter]) => {
    if (quoted !== undefined) return { letters: '', literal: quoted === '' ? "'" : quoted.replaceAll("''", "'") };
    return letter === undefined ? { letters: '', literal: all } : { letters: all };
  });
}

function write(letters: string, at: Fields): string {
  const length = letters.length;
  const number = (value: number) => String(value).padStart(length, '0');
  switch (letters[0]) {
    case 'y':
    case 'u':
      return length === 2 ? String(at.year % 100).padStart(2, '0') : number(at.year);
    case 'M':
    case 'L':
      return length > 2 ? named(MONTHS[at.month - 1] ?? '', length) : number(at.month);
    case 'd':
      return number(at.day);
    case 'E':
      return named(DAYS[at.weekday] ?? '', length);
    case 'a':
      return at.hour < 12 ? 'AM' : 'PM';
    case 'H':
      return number(at.hour);
    case 'h':
      return number(at.hour % 12 || 12);
    case 'm':
      return number(at.minute);
    case 's':
      return number(at.second);
    case 'S':
      return String(at.ms).padStart(3, '0').padEnd(length, '0').slice(0, length);
    case 'X':
      return at.offset === 0 ? 'Z' : offsetText(at.offset, length > 2);
    case 'x':
    case 'Z':
      return offsetText(at.offset, length > 2);
    case 'z':
    case 'V':
      return at.zone;
    default:
      throw new RangeError(`${letters} is not a supported date pattern.`);
  }
}

function named(name: string, length: number): string {
  return length > 3 ? name : name.slice(0, 3);
}

function reader(letters: string): string {
  switch (letters[0]) {
    case 'E':
    case 'a':
      return '([a-z]+)';
    case 'z':
    case 'V':
      return '([A-Za-z/_+-]+)';
    case 'X':
    case 'x':
    case 'Z':
      return '(Z|[+-]\\d\\d:?\\d\\d)';
    case 'M':
    case 'L':
      return letters.length > 2 ? '([a-z]+)' : `(\\d{${letters.length},2})`;
    case 'S':
      return `(\\d{${letters.length}})`;
    default:
      return letters.length === 1 ? '(\\d+)' : `(\\d{${letters.length}})`;
  }
}

function escaped(literal: string): string {
  return literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function offsetOf(text: string): number {
  if (text.toUpperCase() === 'Z') return 0;
  const digits = text.slice(1).replace(':', '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (text.startsWith('-') ? -minutes : minutes) * 60_000;
}

function offsetText(offset: number, colon: boolean): string {
  const minutes = Math.abs(offset) / 60_000;
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0'));
  return `${offset < 0 ? '-' : '+'}${hours}${colon ? ':' : ''}${rest}`;
}

function offsetAt(ms: number, zone: string): number {
  const { year, month, day, hour, minute, second } = fieldsAt(ms, zone);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1000) * 1000;
}

function fieldsAt(ms: number, zone: string): Fields {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
  const utc = Date.UTC(year, month - 1, day, hour, minute, second);
  const offset = utc - Math.floor(ms / 1000) * 1000;
  const millis = ((ms % 1000) + 1000) % 1000;
  return { year, month, day, hour, minute, second, ms: millis, weekday: new Date(utc).getUTCDay(), offset, zone };
}
