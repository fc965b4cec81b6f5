// English texts of formatted messages and of the keys that format, which are loaded on demand.

export const copyCode = 'Copy code';
export const bold = 'Bold';
export const italic = 'Italic';
export const strikethrough = 'Strikethrough';
export const inlineCode = 'Code';
export const codeBlock = 'Code block';
export const quotation = 'Quote';
export const bulletedList = 'Bulleted list';
export const numberedList = 'Numbered list';
export const link = 'Link';
export const formatting = 'Formatting';
export const showFormatting = 'Show formatting';
export const hideFormatting = 'Hide formatting';
