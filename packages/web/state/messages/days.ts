// Days of the reader's calendar, as addresses and date fields write them: `2026-11-30`.

/** The day of a time: `2026-11-30`. */
export function dayOf(time: Date): string {
  const parts = [time.getFullYear(), time.getMonth() + 1, time.getDate()];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}

/** When a day begins where the reader is; undefined for a day that no calendar has. */
export function startOf(day: string): Date | undefined {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const start = new Date(year, month - 1, date);
  return dayOf(start) === day ? start : undefined;
}
