// German texts of presence and of the notices beside the chat, which are loaded on demand.
import { formatsOf } from './formats.ts';

const { dateTime, list, number, plural } = formatsOf('de');

export const presenceNames = { online: 'Online', away: 'Abwesend' };
export const showPresence = 'Anderen zeigen, wann ich online bin';
export const showPresenceHelp =
  'Wenn du das ausschaltest, siehst du auch von anderen nicht, wann sie online sind. Von dir Blockierte und Gäste sehen es nie.';
export const statusHelp = 'Andere sehen ihn neben deinem Namen.';
export const statusSaved = 'Gespeichert.';

export const mentionedIn = (headings: readonly string[]) => `Du wurdest in ${list(headings)} erwähnt`;
export const removedFromChannel = (title: string) => `Du wurdest aus „${title}“ entfernt.`;
export const dismiss = 'Ausblenden';

export const everyoneTitle = (heading: string) => `Alle in ${heading} benachrichtigen?`;
export const everyoneReached = {
  channel: (count: number) =>
    plural(count, {
      one: '1 anderes Mitglied wird benachrichtigt.',
      other: `${number(count)} andere Mitglieder werden benachrichtigt.`,
    }),
  here: (count: number) =>
    plural(count, {
      one: '1 anderes Mitglied ist online und wird benachrichtigt.',
      other: `${number(count)} andere Mitglieder sind online und werden benachrichtigt.`,
    }),
};
export const everyoneUncounted = {
  channel: 'Alle anderen Mitglieder werden benachrichtigt.',
  here: 'Die anderen Mitglieder, die online sind, werden benachrichtigt.',
};
export const everyoneHints = { channel: 'alle in diesem Kanal', here: 'alle, die online sind' };
export const sendAndNotify = 'Senden und benachrichtigen';
export const sendWithoutNotifying = 'Ohne Benachrichtigung senden';

export const savedCopy = (at: string) =>
  `Du siehst, was dieses Gerät gespeichert hat (${dateTime(at)}). Parley ist gerade nicht erreichbar.`;
export const newVersion = 'Eine neue Version von Parley ist verfügbar.';
export const update = 'Aktualisieren';
