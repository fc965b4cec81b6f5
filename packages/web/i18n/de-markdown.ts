// German texts of formatted messages and of the keys that format, which are loaded on demand.

export const copyCode = 'Code kopieren';
export const bold = 'Fett';
export const italic = 'Kursiv';
export const strikethrough = 'Durchgestrichen';
export const inlineCode = 'Code';
export const codeBlock = 'Codeblock';
export const quotation = 'Zitat';
export const bulletedList = 'Aufzählung';
export const numberedList = 'Nummerierte Liste';
export const link = 'Link';
export const formatting = 'Formatierung';
export const showFormatting = 'Formatierung einblenden';
export const hideFormatting = 'Formatierung ausblenden';
