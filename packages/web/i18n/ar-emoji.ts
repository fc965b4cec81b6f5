// Arabic texts of the emoji picker and of completion by shortcodes, which are loaded on demand.

export const searchEmoji = 'ابحث عن رمز تعبيري';
export const noEmojiFound = 'لم يُعثر على رمز تعبيري.';
export const cannotLoadEmoji = 'تعذّر تحميل الرموز التعبيرية. تحقّق من اتصالك.';
export const moreReactions = 'تفاعلات أخرى';
export const emojiSuggestions = 'رموز تعبيرية';
export const emojiGroups: readonly string[] = [
  'وجوه ومشاعر',
  'أشخاص وأجسام',
  'مكوّنات',
  'حيوانات وطبيعة',
  'طعام وشراب',
  'سفر وأماكن',
  'أنشطة',
  'أشياء',
  'رموز',
  'أعلام',
];
export const skinTones = {
  none: 'بلا',
  light: 'فاتحة',
  'medium-light': 'فاتحة متوسطة',
  medium: 'متوسطة',
  'medium-dark': 'داكنة متوسطة',
  dark: 'داكنة',
};
export const skinTone = (tone: string) => `لون البشرة: ${tone}`;
