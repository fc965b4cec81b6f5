// English texts of formatted messages and of the keys that format, which are loaded on demand.

export const copyCode = 'Copy code';
export const bold = 'Bold';
export const italic = 'Italic';
export const strikethrough = 'Strikethrough';
export const inlineCode = 'Code';
