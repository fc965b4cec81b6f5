// English formats, and periods in words.
import { formatsOf } from './formats.ts';

/** The code of the language (BCP 47), for `lang` and for Intl. */
export const language = 'en';

export const { plural, list, number, isolate, time, dateTime, fullDateTime, day: dayFormat } = formatsOf(language);

/** A period in its largest whole unit: every 30 seconds, every 5 minutes, every hour. */
export function every(seconds: number): string {
  const [unit, size] = UNITS.find(([, size]) => seconds >= size && seconds % size === 0) ?? ['second', 1];
  const count = seconds / size;
  return plural(count, { one: `every ${unit}`, other: `every ${number(count)} ${unit}s` });
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;
