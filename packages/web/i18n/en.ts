// The English catalogue: the texts that the page needs to display the chat.
import { dayFormat } from './en-formats.ts';

export * from './en-app.ts';
export * from './en-channels.ts';
export { dateTime, fullDateTime, language, number, time } from './en-formats.ts';
export * from './en-messages.ts';
export * from './en-notices.ts';

/** The day of a timestamp. */
export const day = (at: string, now: number) => dayFormat(at, now, { today: 'Today', yesterday: 'Yesterday' });
