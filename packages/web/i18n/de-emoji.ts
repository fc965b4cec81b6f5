// German texts of the emoji picker and of completion by shortcodes, which are loaded on demand.

export const searchEmoji = 'Emoji suchen';
export const noEmojiFound = 'Kein Emoji gefunden.';
export const cannotLoadEmoji = 'Die Emojis konnten nicht geladen werden. Prüfe deine Verbindung.';
export const moreReactions = 'Weitere Reaktionen';
export const emojiSuggestions = 'Emojis';
export const emojiGroups: readonly string[] = [
  'Smileys und Gefühle',
  'Menschen und Körper',
  'Komponenten',
  'Tiere und Natur',
  'Essen und Trinken',
  'Reisen und Orte',
  'Aktivitäten',
  'Gegenstände',
  'Symbole',
  'Flaggen',
];
export const skinTones = {
  none: 'keiner',
  light: 'hell',
  'medium-light': 'mittelhell',
  medium: 'mittel',
  'medium-dark': 'mitteldunkel',
  dark: 'dunkel',
};
export const skinTone = (tone: string) => `Hautton: ${tone}`;
