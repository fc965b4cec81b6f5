// Arabic texts of formatted messages and of the keys that format, which are loaded on demand.

export const copyCode = 'نسخ الشيفرة';
export const bold = 'غامق';
export const italic = 'مائل';
export const strikethrough = 'يتوسطه خط';
export const inlineCode = 'شيفرة';
export const codeBlock = 'كتلة شيفرة';
export const quotation = 'اقتباس';
export const bulletedList = 'قائمة نقطية';
export const numberedList = 'قائمة مرقّمة';
export const link = 'رابط';
export const formatting = 'التنسيق';
export const showFormatting = 'إظهار التنسيق';
export const hideFormatting = 'إخفاء التنسيق';
