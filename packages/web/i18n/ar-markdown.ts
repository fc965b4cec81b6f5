// Arabic texts of formatted messages and of the keys that format, which are loaded on demand.

export const copyCode = 'نسخ الشيفرة';
export const bold = 'غامق';
export const italic = 'مائل';
export const strikethrough = 'يتوسطه خط';
export const inlineCode = 'شيفرة';
