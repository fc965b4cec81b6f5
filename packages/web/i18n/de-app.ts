// German texts of the page as a whole: buttons, sign-in, connection, the signed-in user, errors.
import { number, plural } from './de-formats.ts';

export const appName = 'Parley';
export const opening = 'Parley wird geöffnet …';
export const cannotStart = 'Parley kann nicht starten';
export const cannotConnect = 'Parley ist nicht erreichbar';
export const pageTitle = (unread: number, heading: string | undefined) =>
  `${unread > 0 ? `(${number(unread)}) ` : ''}${heading === undefined ? '' : `${heading} – `}Parley`;
export const skipToComposer = 'Zum Nachrichtenfeld springen';

export const cancel = 'Abbrechen';
export const back = 'Zurück';
export const close = 'Schließen';
export const hide = 'Ausblenden';
export const reloadPage = 'Seite neu laden';
export const save = 'Speichern';
export const searchMessages = 'Nachrichten durchsuchen';
export const send = 'Senden';
export const show = 'Anzeigen';
export const signIn = 'Anmelden';
export const signOut = 'Abmelden';
export const tryAgain = 'Erneut versuchen';

export const pitch =
  'Ein Chat, der deinem Team gehört: Jede Nachricht kommt an, genau einmal und in der richtigen Reihenfolge, in eurer eigenen Cloud.';
export const oneMoment = 'Einen Moment …';
export const continueAsGuest = 'Als Gast fortfahren';
export const notSignedIn = 'Du bist nicht angemeldet.';
export const sessionExpired = 'Deine Sitzung ist abgelaufen. Melde dich wieder an.';
export const signedOutElsewhere = 'Du hast dich in einem anderen Fenster abgemeldet.';
export const signInLinkExpired = 'Dieser Anmeldelink ist abgelaufen. Melde dich noch einmal an.';
export const guestsOff = 'Der Zugang für Gäste ist ausgeschaltet. Melde dich stattdessen an.';
export const signInUnreachable = 'Der Anmeldedienst ist nicht erreichbar.';
export const signInFailed = (status: number) =>
  `Die Anmeldung ist fehlgeschlagen (${status}). Versuche es noch einmal.`;
export const signInRejected = (reason: string) => `Die Anmeldung wurde abgelehnt (${reason}).`;
export const unusableToken = 'Der Anmeldedienst hat ein unbrauchbares Token geliefert.';
export const insecurePage = 'Zum Anmelden muss die Seite über HTTPS oder von localhost geladen sein.';

export const connecting = 'Verbindung wird hergestellt …';
export const connected = 'Verbunden';
export const upToDate = (entries: number) =>
  `Auf dem neuesten Stand, ${plural(entries, { one: '1 Eintrag', other: `${number(entries)} Einträge` })}`;
export const catchingUp = 'Neues wird geladen …';
export const deviceOffline = 'Du bist offline. Nachrichten werden gesendet, sobald du wieder online bist.';
export const channelNotSaved =
  'Die Nachrichten dieses Kanals sind nicht auf diesem Gerät. Sie werden geladen, sobald du wieder verbunden bist.';
export const offline = 'Offline';
export const notConnected = (problem: string) => `Nicht verbunden: ${problem}`;
export const disconnected = 'Verbindung getrennt';
export const disconnectedBecause = (problem: string) => `Verbindung getrennt: ${problem}`;
export const cannotSubscribe = (problem: string) => `In diesem Kanal kommen keine Nachrichten an: ${problem}`;
export const subscriptionRejected = 'der Zugriff wurde verweigert';
export const cannotLoadMessages = (problem: string) => `Nachrichten konnten nicht geladen werden: ${problem}`;
export const retryingIn = (seconds: number) => `neuer Versuch in ${number(seconds)} s`;
export const retryingNow = 'neuer Versuch läuft';
export const retryNow = 'Jetzt versuchen';

export const guest = 'Gast';
export const settingsTitle = 'Einstellungen';
export const closeSettings = 'Einstellungen schließen';
export const openProfileOf = (name: string) => `Profil von ${name}`;
export const editProfile = 'Profil bearbeiten';
export const editProfileAfterName = ', Profil bearbeiten';
export const unsentNotKept =
  'Dieser Browser kann ungesendete Nachrichten nicht behalten. Sie gehen verloren, wenn du das Fenster schließt.';

export const serverUnreachable = 'Der Server ist nicht erreichbar.';
export const cannotLoadView = 'Das konnte nicht geladen werden';
export const viewMayBeOutdated =
  'Dieser Teil von Parley konnte nicht geladen werden. Falls Parley aktualisiert wurde, lade die Seite neu. Dein ungesendeter Text bleibt erhalten.';
export const responseCutOff = 'Die Verbindung brach ab, bevor die Antwort des Servers vollständig war.';
export const unexpectedResponse = (missing: string) =>
  `Unerwartete Antwort des Servers: ${missing} fehlt oder ist ungültig.`;
export const tooManyRequests = 'Zu viele Anfragen. Versuche es gleich noch einmal.';
export const serverFailed = (status: number) =>
  `Der Server hat einen Fehler (${status}). Versuche es gleich noch einmal.`;
export const requestRejected = (status: number) => `Der Server hat die Anfrage abgelehnt (${status}).`;
export const entriesMissing = (after: number) => `Dem Server fehlen noch die Einträge nach #${number(after)}.`;
