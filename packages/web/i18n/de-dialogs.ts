// German texts of dialogs and screens about channels and users, which are loaded on demand.
import { formatsOf } from './formats.ts';

const { dateTime, number, plural } = formatsOf('de');

export const copied = 'Kopiert';
export const copy = 'Kopieren';
export const join = 'Beitreten';
export const notNow = 'Nicht jetzt';
export const report = 'Melden';
export const revoke = 'Widerrufen';
export const saved = 'Gespeichert';
export const saving = 'Wird gespeichert …';
export const displayName = 'Anzeigename';
export const usernameHelp = (username: string) =>
  `Andere erwähnen dich mit @${username}, auch wenn du deinen Anzeigenamen änderst.`;
export const picture = 'Bild';
export const uploadPhoto = 'Foto hochladen …';
export const orEmoji = 'oder ein Emoji verwenden';
export const removePicture = 'Bild entfernen';
export const notAnImage = 'Diese Datei ist kein Bild, das dein Browser öffnen kann.';
export const memberCount = (count: number) =>
  plural(count, { one: '1 Mitglied', other: `${number(count)} Mitglieder` });
export const channelNotFound = (name: string) => `Es gibt keinen Kanal „${name}“, den du öffnen kannst.`;
export const noLongerAccessible = 'Du hast keinen Zugriff mehr auf diesen Kanal.';
export const notAMember =
  'Du kannst diesen Kanal nicht öffnen: Du bist kein Mitglied, oder es gibt ihn nicht mehr. Ein Mitglied kann dich hinzufügen.';
export const unsentMessages = 'Ungesendete Nachrichten';
export const allChannelsJoined = 'Du bist in allen öffentlichen Kanälen.';
export const joinChannel = (heading: string) => `${heading} beitreten`;
export const leaveChannel = 'Kanal verlassen';
export const askLeaveChannel = 'Kanal verlassen …';
export const closeConversation = 'Unterhaltung schließen';
export const askCloseConversation = 'Unterhaltung schließen …';
export const returnsWithMessage =
  'Sie kommt mit der nächsten Nachricht zurück. Nichts wird gelöscht, und die anderen erfahren nichts davon.';
export const rejoinByInvitation = 'Um wieder beizutreten, brauchst du eine neue Einladung.';
export const rejoinAnytime = 'Du kannst jederzeit wieder beitreten.';
export const recipients = 'An';
export const searchPeople = 'Personen suchen';
export const people = 'Personen';
export const about = 'Info';
export const channelKinds = {
  public: 'Öffentlicher Kanal: alle können ihn finden und ihm beitreten.',
  private: 'Privater Kanal: nur Eingeladene können beitreten und mitlesen.',
  direct: 'Direktnachrichten: nur diese Personen können sie lesen.',
};
export const noTopic = 'Noch kein Thema.';
export const messageUser = 'Nachricht schreiben';
export const mentionUser = 'Erwähnen';
export const noSuchUser = 'Niemand hat diesen Benutzernamen.';
export const addPeople = 'Personen hinzufügen';
export const add = 'Hinzufügen';
export const noPeopleFound =
  'Niemand gefunden. Personen erscheinen hier, nachdem sie sich zum ersten Mal angemeldet haben.';
export const startChat = 'Chat beginnen';
export const settings = 'Einstellungen';
export const topic = 'Thema';
export const slowMode = 'Langsamer Modus';
export const slowModeOff = 'Aus';
export const archiveChannel = 'Kanal archivieren';
export const unarchiveChannel = 'Kanal wiederherstellen';
export const invitationLinks = 'Einladungslinks';
export const expiresAfter = 'Gültig für';
export const invitationLifetime = (hours: number) =>
  hours % 24 === 0
    ? plural(hours / 24, { one: '1 Tag', other: `${number(hours / 24)} Tage` })
    : plural(hours, { one: '1 Stunde', other: `${number(hours)} Stunden` });
export const createLink = 'Link erstellen';
export const invitationLink = 'Einladungslink';
export const invitationsAfterRemoval = 'Wenn jemand entfernt oder ausgeschlossen wird, werden alle Links ungültig.';
export const invitationBy = (username: string) => `, von ${username}`;
export const expiresAt = (at: string) => `Gültig bis ${dateTime(at)}`;
export const signInToJoin = 'Melde dich an, um beizutreten.';
export const loadingInvitation = 'Einladung wird geladen …';
/** The name is an element of its own, as it may be written in another direction. */
export const invitedBy = <Element>(name: Element): readonly (Element | string)[] => [name, ' lädt dich ein'];

export const status = 'Status';
export const statusEmoji = 'Emoji deines Status';
export const statusText = 'Was du gerade machst';
export const statusPlaceholder = 'Was machst du gerade?';
export const statusEnds = 'Löschen nach';
export const statusNeverEnds = 'Nicht löschen';
export const statusEndsIn = (minutes: number) =>
  minutes < 60
    ? plural(minutes, { one: '1 Minute', other: `${number(minutes)} Minuten` })
    : plural(minutes / 60, { one: '1 Stunde', other: `${number(minutes / 60)} Stunden` });
export const statusUntil = (at: string) => `bis ${dateTime(at)}`;
export const clearStatus = 'Status löschen';
export const switcherTitle = 'Kanal wechseln';
export const switcherLabel = 'Kanal oder Person suchen';
export const startConversation = 'Unterhaltung beginnen';
export const nothingFound = 'Nichts gefunden.';
export const addFavourite = 'Zu Favoriten hinzufügen';
export const removeFavourite = 'Aus Favoriten entfernen';
export const unmuteChannel = 'Stummschaltung aufheben';
export const muteChannel = 'Stumm: nur Erwähnungen zählen';
export const markChannelRead = 'Als gelesen markieren';

export const keyAlt = 'Alt';
export const keyControl = 'Strg';
export const keyEnter = 'Eingabe';
export const keyEscape = 'Esc';
export const keyShift = 'Umschalt';
export const keyboardShortcuts = 'Tastenkürzel';
export const shortcutSend = 'Nachricht senden';
export const shortcutLineBreak = 'Liste fortsetzen oder Zeilenumbruch';
export const shortcutEditLast = 'Deine letzte Nachricht bearbeiten, in einem leeren Feld';
export const shortcutSwitcher = 'Zu einem anderen Kanal wechseln';
export const shortcutPreviousChannel = 'Vorheriger Kanal';
export const shortcutNextChannel = 'Nächster Kanal';
export const shortcutMarkRead = 'Kanal als gelesen markieren';
export const shortcutMarkAllRead = 'Alle Kanäle als gelesen markieren';
export const shortcutShortcuts = 'Tastenkürzel anzeigen';

export const channelName = 'Kanalname';
export const channelNameMissing = 'Gib einen Kanalnamen ein.';
export const channelAddress = (name: string) => `Adresse: #${name}`;
export const channelNameExample = 'z. B. design';
export const privateChannel = 'Privat – nur mit Einladung';
export const create = 'Erstellen';
export const deleteFromMenu = 'Löschen';
export const messageActions = 'Aktionen für die Nachricht';
export const askReport = 'Melden …';
export const askBan = (username: string) => `${username} ausschließen …`;
export const banQuestion = (username: string) => `${username} aus diesem Kanal ausschließen?`;
export const blockUser = (username: string) => `${username} blockieren`;
export const unblockUser = (username: string) => `${username} nicht mehr blockieren`;
export const markUnread = 'Als ungelesen markieren';
export const ban = 'Ausschließen';

export const mentionSuggestions = 'Personen zum Erwähnen';
export const channelSuggestions = 'Kanäle';
export const suggestionCount = (count: number) =>
  plural(count, { one: '1 Vorschlag', other: `${number(count)} Vorschläge` });
