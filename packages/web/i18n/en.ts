// The English catalogue: every text of the page.
import { dayFormat } from './en-formats.ts';

export * from './en-app.ts';
export * from './en-channels.ts';
export { dateTime, fullDateTime, language, number, time } from './en-formats.ts';
export * from './en-messages.ts';
export * from './en-moderation.ts';
export * from './en-settings.ts';

/** The day of a timestamp. */
export const day = (at: string, now: number) => dayFormat(at, now, { today: 'Today', yesterday: 'Yesterday' });
