// The German catalogue: the texts that the page needs to display the chat.
import { dayFormat } from './de-formats.ts';

export * from './de-app.ts';
export * from './de-channels.ts';
export { dateTime, fullDateTime, language, number, time } from './de-formats.ts';
export * from './de-messages.ts';
export * from './de-notices.ts';

/** The day of a timestamp. */
export const day = (at: string, now: number) => dayFormat(at, now, { today: 'Heute', yesterday: 'Gestern' });
