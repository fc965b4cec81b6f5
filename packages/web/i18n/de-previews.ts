// German texts of link previews, which are loaded on demand.

export const linkPreviews = 'Linkvorschau';
export const showLinkPreviews = 'Zeigen, was hinter Links steht';
export const linkPreviewsHelp =
  'Der Server von Parley lädt jede Seite einmal für alle, sodass Websites nicht erfahren, wer liest. Links in Code, in Zitaten und in <spitzen Klammern> haben keine Vorschau.';
export const previewOf = (host: string) => `Vorschau von ${host}`;
export const removePreviews = 'Vorschau aus dieser Nachricht entfernen';
