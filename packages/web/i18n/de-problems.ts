// German texts for errors of the HTTP API, by their codes.
import { formatsOf } from './formats.ts';
import { type ProblemTexts, problemsOf } from './problems.ts';

const { dateTime, number } = formatsOf('de');

const TEXTS: ProblemTexts = {
  archived: 'Dieser Kanal ist archiviert. Nachrichten können gelesen, aber nicht gesendet werden.',
  'bad-channel':
    'Verwende im Namen Kleinbuchstaben, Ziffern und Bindestriche, am Anfang und Ende einen Buchstaben oder eine Ziffer; höchstens 50 Zeichen.',
  'bad-endpoint': 'Der Push-Dienst dieses Browsers wird nicht unterstützt.',
  'bad-file': 'Diese Datei kann so nicht gesendet werden. Wähle sie noch einmal aus.',
  'bad-message': 'Diese Nachricht kann nicht gesendet werden: Sie ist leer, zu lang oder enthält ungültige Zeichen.',
  'bad-page': 'Diese Seite des Verlaufs gibt es nicht. Lade die Seite neu.',
  'bad-request': 'Diese Eingabe ist nicht gültig. Prüfe sie und versuche es erneut.',
  banned: 'Du bist aus diesem Kanal verbannt.',
  'beyond-head': 'Diese Nachricht ist noch nicht angekommen. Versuche es gleich erneut.',
  busy: 'Parley ist gerade überlastet. Es wird erneut versucht.',
  'channel-exists': 'Einen Kanal mit diesem Namen gibt es schon. Wähle einen anderen Namen.',
  deleted: 'Die Nachricht wurde gelöscht.',
  'endpoint-taken': 'Dieser Browser ist schon für jemand anderen angemeldet.',
  'file-not-stored': 'Die Datei ist noch nicht vollständig hochgeladen. Versuche es erneut.',
  'file-too-large': 'Diese Datei ist zu groß.',
  'file-type': 'Dateien dieser Art sind hier nicht erlaubt.',
  'files-off': 'Dateien sind hier ausgeschaltet.',
  forbidden: 'Deine Anmeldung ist hier nicht gültig. Melde dich erneut an.',
  full: 'Der Kanal ist voll.',
  guest: 'Dafür brauchst du ein Konto. Gäste können in ihren Kanälen schreiben.',
  'guest-expired': 'Diese Gastanmeldung ist abgelaufen. Beginne als neuer Gast.',
  'id-taken': 'Diese Nachricht wurde schon mit anderem Inhalt gesendet. Sende sie noch einmal als neue.',
  'last-owner': 'Niemand sonst besitzt diesen Kanal. Mache zuerst jemand anderen zum Besitzer.',
  muted: 'Du bist in diesem Kanal stummgeschaltet.',
  'no-channel': 'Diesen Kanal gibt es nicht, oder du hast keinen Zugang.',
  'no-file': 'Diese Datei gibt es nicht mehr. Wähle sie noch einmal aus.',
  'no-invitation': 'Diese Einladung gilt nicht mehr. Bitte um eine neue.',
  'no-member': 'Diese Person ist kein Mitglied des Kanals.',
  'no-message': 'Diese Nachricht gibt es nicht.',
  'no-user': 'Diese Person gibt es nicht.',
  'not-a-member': 'Du bist kein Mitglied dieses Kanals. Tritt ihm zuerst bei.',
  'not-allowed': 'Dazu fehlt dir in diesem Kanal die Berechtigung.',
  'not-possible': 'Das ist mit dieser Person nicht möglich.',
  'not-yours': 'Das ist nicht deine Nachricht.',
  'rate-limited': 'Das ist im Moment zu oft. Versuche es später erneut.',
  'signed-out': 'Du hast dich von allen Geräten abgemeldet. Melde dich erneut an.',
  'sync-first': 'Die Nachrichten werden erst abgeglichen. Versuche es gleich erneut.',
  'too-many-blocks': 'Du hast so viele Personen blockiert, wie möglich ist. Hebe zuerst eine Blockierung auf.',
  'too-many-channels': 'Mehr Kanäle sind nicht möglich. Verlasse zuerst einen.',
  'too-many-followers': 'Diesem Thread folgen so viele Personen, wie möglich ist.',
  'too-many-conversations': 'Mehr offene Unterhaltungen sind nicht möglich. Schließe zuerst eine.',
  'too-many-guests':
    'Mehr Gäste sind zurzeit nicht möglich. Komm an einem anderen Tag wieder, oder bitte um ein Konto.',
  'too-many-invitations':
    'Mehr Einladungslinks sind nicht möglich. Widerrufe zuerst einen, oder warte, bis einer abläuft.',
  'too-many-levels': 'Für mehr Kanäle können Benachrichtigungen nicht eingestellt werden. Setze zuerst einen zurück.',
  'too-many-listeners': 'In diesem Kanal lassen sich schon zu viele über alle Nachrichten benachrichtigen.',
  'too-many-pins': 'Dieser Kanal hat so viele angeheftete Nachrichten, wie möglich ist. Löse zuerst eine.',
  'too-many-preferences': 'Für mehr Kanäle kann nichts eingestellt werden. Setze zuerst einen zurück.',
  'too-many-reactions': 'Diese Nachricht hat so viele Reaktionen, wie möglich ist.',
  'too-many-saved': 'Du hast so viele Nachrichten gemerkt, wie möglich ist. Entferne zuerst eine.',
  'too-many-unanswered':
    'Diese Person hat auf mehrere deiner Unterhaltungen nicht geantwortet. Warte auf eine Antwort.',
  'too-many-uploads': 'Es werden schon so viele Dateien hochgeladen, wie möglich ist. Warte, bis einige fertig sind.',
  unavailable: 'Parley ist gerade nicht erreichbar. Versuche es erneut.',
};

export const problem = problemsOf(TEXTS, {
  mutedUntil: (until) => `Du bist in diesem Kanal bis ${dateTime(until)} stummgeschaltet.`,
  slowMode: (seconds) => `Langsamer Modus: eine Nachricht oder Änderung in ${number(seconds)} s.`,
});
