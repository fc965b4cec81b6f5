// German texts about links to messages, their earlier versions and deletions, pins, saved messages and retention; loaded on demand.

export const copyLink = 'Link kopieren';
export const copyChannelLink = 'Link zum Kanal kopieren';
export const linkCopied = 'Link kopiert';
export const messageNotFound = 'Diese Nachricht ist nicht da. Vielleicht wurde sie entfernt.';
export const nothingSince = 'Ab diesem Tag gibt es keine Nachrichten.';
export const messageBy = (heading: string, name: string) => `${name} in ${heading}`;
export const messageIn = (heading: string) => `Nachricht in ${heading}`;
export const jumpToDate = 'Zu einem Datum springen …';
export const date = 'Datum';
export const jump = 'Springen';
