// German texts of the settings of a user, which are loaded on demand.

export const appearance = 'Darstellung';
export const theme = 'Farben';
export const themeNames = { system: 'Wie auf diesem Gerät', light: 'Hell', dark: 'Dunkel' };
export const channelOrder = 'Reihenfolge der Kanäle';
export const channelOrderNames = { unread: 'Ungelesene zuerst', name: 'Nach Namen' };
export const density = 'Dichte';
export const densityNames = { comfortable: 'Großzügig', compact: 'Kompakt' };
export const languageTitle = 'Sprache';
export const languageOfPage = 'Sprache der Seite';
export const languageOfBrowser = 'Wie in diesem Browser';
export const blockedUsers = 'Blockierte Personen';
export const blockedUsersHelp =
  'Ihre Nachrichten sind für dich ausgeblendet, und sie können keine Unterhaltung mit dir beginnen.';
export const noBlockedUsers =
  'Du hast niemanden blockiert. Um jemanden zu blockieren, öffne das Menü einer Nachricht dieser Person.';

export const devices = 'Geräte';
export const signOutEverywhereHelp =
  'Wenn du ein Gerät verloren oder ein fremdes benutzt hast, melde dich auf allen Geräten ab. Danach musst du dich auf jedem neu anmelden.';
export const askSignOutEverywhere = 'Auf allen Geräten abmelden …';
export const signOutEverywhere = 'Auf allen Geräten abmelden';
export const signOutEverywhereQuestion =
  'Auf allen Geräten abmelden, auch auf diesem? Nicht gesendete Nachrichten bleiben in dem Browser, in dem du sie geschrieben hast.';
