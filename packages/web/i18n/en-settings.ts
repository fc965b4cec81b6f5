// English texts of the settings of a user, which are loaded on demand.

export const appearance = 'Appearance';
export const theme = 'Theme';
export const themeNames = { system: 'Like this device', light: 'Light', dark: 'Dark' };
export const density = 'Density';
export const densityNames = { comfortable: 'Comfortable', compact: 'Compact' };
export const channelOrder = 'Order of channels';
export const channelOrderNames = { unread: 'Unread first', name: 'By name' };
export const languageTitle = 'Language';
export const languageOfPage = 'Language of the page';
export const languageOfBrowser = 'Like this browser';
export const blockedUsers = 'Blocked users';
export const blockedUsersHelp = 'Their messages are hidden from you, and they can’t start a conversation with you.';
export const noBlockedUsers = 'You haven’t blocked anyone. To block someone, open the menu of one of their messages.';

export const devices = 'Devices';
export const signOutEverywhereHelp =
  'If you lost a device, or used one that isn’t yours, sign out of all of them. You’ll need to sign in again on each.';
export const askSignOutEverywhere = 'Sign out of all devices…';
export const signOutEverywhere = 'Sign out of all devices';
export const signOutEverywhereQuestion =
  'Sign out of all devices, this one too? Messages that haven’t been sent stay in the browser where you wrote them.';
