// English texts about links to messages, their earlier versions and deletions, pins, saved messages and retention; loaded on demand.

export const copyLink = 'Copy link';
export const copyChannelLink = 'Copy link to channel';
export const linkCopied = 'Link copied';
export const messageNotFound = 'This message isn’t here. It may have been removed.';
export const nothingSince = 'There are no messages from that day on.';
export const messageBy = (heading: string, name: string) => `${name} in ${heading}`;
export const messageIn = (heading: string) => `Message in ${heading}`;
export const jumpToDate = 'Jump to date…';
export const date = 'Date';
export const jump = 'Jump';
