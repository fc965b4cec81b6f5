// German texts of presence and of the notices beside the chat, which are loaded on demand.
import { formatsOf } from './formats.ts';

const { list } = formatsOf('de');

export const presenceNames = { online: 'Online', away: 'Abwesend' };
export const showPresence = 'Anderen zeigen, wann ich online bin';
export const showPresenceHelp =
  'Wenn du das ausschaltest, siehst du auch von anderen nicht, wann sie online sind. Von dir Blockierte und Gäste sehen es nie.';
export const statusHelp = 'Andere sehen ihn neben deinem Namen.';
export const statusSaved = 'Gespeichert.';

export const mentionedIn = (headings: readonly string[]) => `Du wurdest in ${list(headings)} erwähnt`;
export const removedFromChannel = (title: string) => `Du wurdest aus „${title}“ entfernt.`;
export const dismiss = 'Ausblenden';
