// German texts of the sidebar, and of channels.
import { dateTime, every, number, plural } from './de-formats.ts';

export const sidebarLabel = 'Kanäle und Konto';
export const closeSidebar = 'Kanalliste schließen';
export const openSidebar = 'Kanäle';
export const openSidebarWithUnread = 'Kanäle, einige mit ungelesenen Nachrichten';
export const channels = 'Kanäle';
export const favourites = 'Favoriten';
export const directMessages = 'Direktnachrichten';
export const newChannel = 'Neuer Kanal';
export const browseChannels = 'Kanäle durchsuchen';
export const newDirectMessage = 'Neue Direktnachricht';
export const privateAfterName = ', privat';
export const archivedAfterName = ', archiviert';
export const mutedAfterName = ', stumm';
export const channelMenu = 'Kanaloptionen';
export const switcherButton = 'Springe zu …';
export const markAllRead = 'Alle als gelesen markieren';
export const unreadCount = (count: number) => `${number(count)} ungelesen`;
export const mentionCount = (count: number) =>
  plural(count, { one: '1 Erwähnung', other: `${number(count)} Erwähnungen` });
export const yourself = 'Du selbst';

export const channelDetails = 'Kanaldetails';
export const channelDetailsWithReports = (reports: number) =>
  `Kanaldetails, ${plural(reports, { one: '1 Meldung', other: `${number(reports)} Meldungen` })}`;
export const loading = 'Wird geladen …';
export const channelArchived = 'Dieser Kanal ist archiviert. Nachrichten können gelesen, aber nicht gesendet werden.';
export const youAreMutedUntil = (at: string) => `Du bist hier stummgeschaltet bis ${dateTime(at)}.`;
export const cannotPost = 'Du kannst in diesem Kanal keine Nachrichten senden.';
export const slowModeNotice = (seconds: number) => `Langsamer Modus: ${every(seconds)} eine Nachricht oder Änderung.`;
export const slowModeEvery = (seconds: number) => capitalized(every(seconds));

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
