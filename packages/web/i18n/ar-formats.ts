// Arabic formats, counted nouns, and periods in words.
import { formatsOf } from './formats.ts';

/** The code of the language (BCP 47), for `lang` and for Intl. */
export const language = 'ar';

export const {
  plural,
  list: listOf,
  number,
  isolate,
  time,
  dateTime,
  fullDateTime,
  day: dayFormat,
} = formatsOf<'zero' | 'one' | 'two' | 'few' | 'many'>(language);

/** Names in a sentence. */
export const list = (names: readonly string[]): string => listOf(names.map(isolate));

/** A counted noun: without a number for one and two, in the plural from 3 to 10, in the singular from 11 on. */
export function counted(count: number, { zero, one, two, few, many, other }: Noun): string {
  const n = number(count);
  return plural(count, { zero, one, two, few: `${n} ${few}`, many: `${n} ${many}`, other: `${n} ${other ?? many}` });
}

/** The forms of a noun. `many` follows 11 to 99, `other` 100 and its multiples. */
export type Noun = { zero: string; one: string; two: string; few: string; many: string; other?: string };

/** A period in its largest whole unit: كل 30 ثانية, كل ساعة. */
export function every(seconds: number): string {
  const [unit, size] = UNITS.find(([, size]) => seconds >= size && seconds % size === 0) ?? [SECOND, 1];
  return `كل ${counted(seconds / size, unit)}`;
}

export const DAY: Noun = { zero: '0 يوم', one: 'يوم', two: 'يومين', few: 'أيام', many: 'يومًا', other: 'يوم' };
export const HOUR: Noun = { zero: '0 ساعة', one: 'ساعة', two: 'ساعتين', few: 'ساعات', many: 'ساعة' };
const MINUTE: Noun = { zero: '0 دقيقة', one: 'دقيقة', two: 'دقيقتين', few: 'دقائق', many: 'دقيقة' };
const SECOND: Noun = { zero: '0 ثانية', one: 'ثانية', two: 'ثانيتين', few: 'ثوانٍ', many: 'ثانية' };

const UNITS = [
  [DAY, 86_400],
  [HOUR, 3_600],
  [MINUTE, 60],
] as const;
