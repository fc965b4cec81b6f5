// German texts about links to messages, their earlier versions and deletions, pins, saved messages and retention; loaded on demand.
import { formatsOf } from './formats.ts';

const { number, plural } = formatsOf('de');

export const copyLink = 'Link kopieren';
export const copyChannelLink = 'Link zum Kanal kopieren';
export const linkCopied = 'Link kopiert';
export const messageNotFound = 'Diese Nachricht ist nicht da. Vielleicht wurde sie entfernt.';
export const nothingSince = 'Ab diesem Tag gibt es keine Nachrichten.';
export const messageBy = (heading: string, name: string) => `${name} in ${heading}`;
export const messageIn = (heading: string) => `Nachricht in ${heading}`;
export const jumpToDate = 'Zu einem Datum springen …';
export const date = 'Datum';
export const jump = 'Springen';

export const undo = 'Rückgängig';
export const messageDeletedToast = 'Nachricht gelöscht.';
export const shortcutUndoDeletion = 'Löschen einer Nachricht rückgängig machen';
export const editHistory = 'Bearbeitungsverlauf';
export const showEditHistory = 'bearbeitet, Verlauf anzeigen';
export const editHistoryOf = (name: string) => `Bearbeitungsverlauf: Nachricht von ${name}`;
export const currentVersion = 'Aktuell';
export const originalVersion = 'Ursprünglich';
export const noText = 'Kein Text';
export const wordsAdded = 'Hinzugefügt:';
export const wordsRemoved = 'Entfernt:';
export const versionsSkipped = (count: number) =>
  plural(count, {
    one: '1 Fassung dazwischen ist nicht erhalten.',
    other: `${number(count)} Fassungen dazwischen sind nicht erhalten.`,
  });
export const versionsNotKept = 'Frühere Fassungen sind nicht erhalten.';
export const versionsHelp =
  'Wer die Nachricht lesen kann, kann auch diese Fassungen lesen. Mit der Nachricht werden sie alle gelöscht.';

export const keepMessages = 'Nachrichten aufbewahren';
export const keptForever = 'Für immer';
export const keptDays = (days: number) => plural(days, { one: '1 Tag', other: `${number(days)} Tage` });
export const keptDaysHint = (days: number) =>
  `Nachrichten und Dateien werden nach ${plural(days, { one: '1 Tag', other: `${number(days)} Tagen` })} entfernt.`;
export const removesOlder = (days: number) =>
  `Nachrichten und Dateien, die älter als ${keptDays(days)} sind, werden für alle entfernt. Das lässt sich nicht rückgängig machen.`;
export const removeOlder = 'Ältere Nachrichten entfernen';
