// German texts of formatted messages and of the keys that format, which are loaded on demand.

export const copyCode = 'Code kopieren';
export const bold = 'Fett';
export const italic = 'Kursiv';
export const strikethrough = 'Durchgestrichen';
export const inlineCode = 'Code';
