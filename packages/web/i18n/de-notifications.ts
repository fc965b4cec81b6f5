// German texts of notifications and their settings, which are loaded on demand.
import { formatsOf } from './formats.ts';

const { dateTime } = formatsOf('de');

export const notifications = 'Benachrichtigungen';
export const notificationLevels = { all: 'Alle Nachrichten', mentions: 'Erwähnungen', none: 'Nichts' };
export const authorInChannel = (author: string, channel: string) => `${author} in ${channel}`;
export const authorInThread = (author: string, channel: string) => `${author} hat in ${channel} geantwortet`;
export const mentionedYou = 'Du wurdest erwähnt';
export const newMessage = 'Neue Nachricht';
export const newReply = 'Neue Antwort in einem Thread';
export const permissionStates = {
  default: 'Dieser Browser zeigt noch keine Benachrichtigungen von Parley.',
  granted: 'Dieser Browser zeigt Benachrichtigungen, solange Parley geöffnet ist.',
  denied:
    'Dieser Browser blockiert Benachrichtigungen von Parley. Erlaube sie in den Einstellungen des Browsers für diese Website, und lade die Seite neu.',
  unsupported: 'Dieser Browser hat keine Benachrichtigungen.',
};
export const pushesOn = 'Er zeigt sie auch, wenn Parley geschlossen ist.';
export const pushesOff = 'Er zeigt sie nicht, wenn Parley geschlossen ist.';
export const pushesUnavailable = 'Dieser Browser kann keine Benachrichtigungen empfangen, wenn Parley geschlossen ist.';
export const turnOnNotifications = 'Benachrichtigungen einschalten';
export const turnOnPushes = 'Auch benachrichtigen, wenn Parley geschlossen ist';
export const turnOffPushes = 'Nicht benachrichtigen, wenn Parley geschlossen ist';
export const notificationsOfGuests =
  'Du wirst bei Erwähnungen und Direktnachrichten benachrichtigt, solange Parley geöffnet ist. Mehr kannst du mit einem Konto wählen.';
export const playSound = 'Einen Ton abspielen';
export const notifyOfReplies = 'Über Antworten in Threads benachrichtigen, denen ich folge';
export const showMessageText = 'Den Text von Nachrichten in Benachrichtigungen zeigen';
export const doNotDisturb = 'Nicht stören';
export const notPaused = 'Benachrichtigungen sind eingeschaltet.';
export const pausedUntil = (time: string) => `Benachrichtigungen pausieren bis ${dateTime(time)}.`;
export const pauseForHour = '1 Stunde pausieren';
export const pauseUntilTomorrow = 'Bis morgen pausieren';
export const resumeNotifications = 'Benachrichtigungen fortsetzen';
export const quietHours = 'Ruhezeit';
export const quietHoursEachDay = 'Jeden Tag zwischen diesen Zeiten keine Benachrichtigungen';
export const quietFrom = 'Von';
export const quietTo = 'Bis';
