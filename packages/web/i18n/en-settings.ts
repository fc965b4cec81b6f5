// English texts of the settings of a user, which are loaded on demand.

export const appearance = 'Appearance';
export const theme = 'Theme';
export const themeNames = { system: 'Like this device', light: 'Light', dark: 'Dark' };
export const density = 'Density';
export const densityNames = { comfortable: 'Comfortable', compact: 'Compact' };
export const channelOrder = 'Order of channels';
export const channelOrderNames = { unread: 'Unread first', name: 'By name' };
export const blockedUsers = 'Blocked users';
export const blockedUsersHelp = 'Their messages are hidden from you, and they can’t start a conversation with you.';
export const noBlockedUsers = 'You haven’t blocked anyone. To block someone, open the menu of one of their messages.';
