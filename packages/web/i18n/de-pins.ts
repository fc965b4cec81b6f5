// German texts of pinned and saved messages, which are loaded on demand.
import { formatsOf } from './formats.ts';

const { number, plural } = formatsOf('de');

export const pinned = 'Angeheftet';
export const pinnedMessages = (count: number) =>
  plural(count, { one: '1 angeheftete Nachricht', other: `${number(count)} angeheftete Nachrichten` });
export const pinnedWithCount = (count: number) => `Angeheftet (${number(count)})`;
export const pinToChannel = 'Im Kanal anheften';
export const unpinFromChannel = 'Vom Kanal lösen';
export const unpin = 'Lösen';
export const pinnedBy = (name: string) => `Angeheftet von ${name}`;
export const pinnedByYou = 'Von dir angeheftet';
export const noPins = 'Hier ist keine Nachricht angeheftet. Mitglieder heften Nachrichten über deren Menü an.';
export const savedMessages = 'Gemerkt';
export const saveForLater = 'Für später merken';
export const removeFromSaved = 'Nicht mehr merken';
export const savedForLater = 'Für später gemerkt';
export const nothingSaved =
  'Nachrichten, die du dir über ihr Menü für später merkst, erscheinen hier. Nur du siehst sie.';
export const savedUnavailable = 'Diese Nachricht ist für dich nicht mehr verfügbar.';
export const removeSaved = 'Entfernen';
export const moreSaved = 'Früher gemerkte Nachrichten laden';
export const shortcutSaved = 'Gemerkte Nachrichten öffnen';
