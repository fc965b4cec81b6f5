// Times and days as a reader says them.

const clockTime = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const fullTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });
const thisYear = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const otherYear = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' });

/** The time of day: 09:41. */
export function timeWords(at: string): string {
  return said(clockTime, at);
}

/** Date and time in full, for those who point at a time. */
export function fullWords(at: string): string {
  return said(fullTime, at);
}

/** The day: Today, Yesterday, Monday 3 November, or with its year. */
export function dayWords(at: string, now: number): string {
  const date = new Date(at);
  const today = new Date(now);
  if (date.toDateString() === today.toDateString()) return 'Today';
  today.setDate(today.getDate() - 1);
  if (date.toDateString() === today.toDateString()) return 'Yesterday';
  return said(date.getFullYear() === new Date(now).getFullYear() ? thisYear : otherYear, at);
}

// What the server sent as a time may be none; then it is shown as it is.
function said(format: Intl.DateTimeFormat, at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? at : format.format(date);
}
