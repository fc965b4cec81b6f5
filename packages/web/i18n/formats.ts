// Plurals, lists, numbers and dates in the language of a catalogue, by Intl.

/** Languages that are written from right to left. */
export const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(['ar']);

/** A text for each plural form of a language. */
type PluralForms<Rule extends Intl.LDMLPluralRule> = Readonly<Record<Rule | 'other', string>>;

/** Characters of scripts that are written from right to left. */
const RIGHT_TO_LEFT_TEXT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/**
 * The formats of one language, which has the plural forms `Rule` beside `other`. Numbers and dates follow the reader's own region of that language (`en-GB`, `en-IN`) and the reader's clock
 * of 12 or 24 hours, also when the reader's language is another.
 */
export function formatsOf<Rule extends Intl.LDMLPluralRule = 'one'>(language: string) {
  const region = globalThis.navigator?.languages?.find((one) => one.startsWith(`${language}-`)) ?? language;
  const isRightToLeft = RIGHT_TO_LEFT.has(language);
  const hourCycle = onFirstUse(
    () => new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions().hourCycle,
  );
  const plurals = onFirstUse(() => new Intl.PluralRules(language));
  const lists = onFirstUse(() => new Intl.ListFormat(language));
  const numbers = onFirstUse(() => new Intl.NumberFormat(region));
  const date = (options: Intl.DateTimeFormatOptions) => {
    const format = onFirstUse(
      () => new Intl.DateTimeFormat(region, { ...options, ...(hasTime(options) && { hourCycle: hourCycle() }) }),
    );
    return (at: string) => formatted(format(), at);
  };
  const clockTime = date({ hour: '2-digit', minute: '2-digit' });
  const dateAndTime = date({ dateStyle: 'medium', timeStyle: 'short' });
  const dayOfThisYear = date({ weekday: 'long', day: 'numeric', month: 'long' });
  const dayOfAnotherYear = date({ dateStyle: 'long' });
  return {
    plural: (count: number, forms: PluralForms<Rule>): string => forms[plurals().select(count) as Rule] ?? forms.other,
    list: (items: readonly string[]): string => lists().format(items),
    number: (value: number): string => numbers().format(value),
    /** A name in a sentence of which the direction may be another: the characters around it keep their places. */
    isolate: (text: string): string =>
      text !== '' && (isRightToLeft || RIGHT_TO_LEFT_TEXT.test(text)) ? `\u2068${text}\u2069` : text,
    /** The time of day: 09:41. */
    time: clockTime,
    /** The time of day when it is today, otherwise date and time. */
    dateTime: (at: string): string => (daysBetween(at, Date.now()) === 0 ? clockTime(at) : dateAndTime(at)),
    /** Date and time in full, for tooltips. */
    fullDateTime: date({ dateStyle: 'full', timeStyle: 'medium' }),
    /** The day: today, yesterday, Monday 3 November, or with its year. */
    day(at: string, now: number, near: { today: string; yesterday: string }): string {
      const days = daysBetween(at, now);
      if (days === 0) return near.today;
      if (days === 1) return near.yesterday;
      return new Date(at).getFullYear() === new Date(now).getFullYear() ? dayOfThisYear(at) : dayOfAnotherYear(at);
    },
  };
}

/** Makes a value when it is first needed: an Intl format takes milliseconds, and the page starts without most of them. */
function onFirstUse<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function hasTime({ hour, timeStyle }: Intl.DateTimeFormatOptions): boolean {
  return hour !== undefined || timeStyle !== undefined;
}

// The days from a time to now by the reader's calendar: 0 is today, 1 yesterday.
function daysBetween(at: string, now: number): number {
  const [from, to] = [new Date(at), new Date(now)].map((date) => date.setHours(0, 0, 0, 0)) as [number, number];
  // A day on which the clocks change has 23 or 25 hours.
  return Math.round((to - from) / 86_400_000);
}

// A timestamp from the server that is not a valid date is shown as it is.
function formatted(format: Intl.DateTimeFormat, at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? at : format.format(date);
}
