// German formats, and periods in words.
import { formatsOf } from './formats.ts';

/** The code of the language (BCP 47), for `lang` and for Intl. */
export const language = 'de';

export const { plural, list, number, isolate, time, dateTime, fullDateTime, day: dayFormat } = formatsOf(language);

/** A period in its largest whole unit: alle 30 Sekunden, jede Stunde. */
export function every(seconds: number): string {
  const [one, other, size] = UNITS.find(([, , size]) => seconds >= size && seconds % size === 0) ?? SECOND;
  const count = seconds / size;
  return plural(count, { one, other: `alle ${number(count)} ${other}` });
}

const SECOND = ['jede Sekunde', 'Sekunden', 1] as const;
const UNITS = [
  ['jeden Tag', 'Tage', 86_400],
  ['jede Stunde', 'Stunden', 3_600],
  ['jede Minute', 'Minuten', 60],
] as const;
