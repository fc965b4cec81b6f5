// English texts of the emoji picker and of completion by shortcodes, which are loaded on demand.

export const searchEmoji = 'Search emoji';
export const noEmojiFound = 'No emoji found.';
export const cannotLoadEmoji = 'Couldn’t load the emoji. Check your connection.';
export const moreReactions = 'More reactions';
export const emojiSuggestions = 'Emoji';
/** In Unicode's order; components are not displayed. */
export const emojiGroups: readonly string[] = [
  'Smileys and emotion',
  'People and body',
  'Components',
  'Animals and nature',
  'Food and drink',
  'Travel and places',
  'Activities',
  'Objects',
  'Symbols',
  'Flags',
];
export const skinTones = {
  none: 'none',
  light: 'light',
  'medium-light': 'medium-light',
  medium: 'medium',
  'medium-dark': 'medium-dark',
  dark: 'dark',
};
export const skinTone = (tone: string) => `Skin tone: ${tone}`;
