// The Arabic catalogue: the texts that the page needs to display the chat.
import { dayFormat } from './ar-formats.ts';

export * from './ar-app.ts';
export * from './ar-channels.ts';
export { dateTime, fullDateTime, language, number, time } from './ar-formats.ts';
export * from './ar-messages.ts';
export * from './ar-notices.ts';

/** The day of a timestamp. */
export const day = (at: string, now: number) => dayFormat(at, now, { today: 'اليوم', yesterday: 'أمس' });
