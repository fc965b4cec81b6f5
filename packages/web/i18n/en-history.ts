// English texts about links to messages, their earlier versions and deletions, pins, saved messages and retention; loaded on demand.
import { formatsOf } from './formats.ts';

const { number, plural } = formatsOf('en');

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

export const undo = 'Undo';
export const messageDeletedToast = 'Message deleted.';
export const shortcutUndoDeletion = 'Undo the deletion of a message';
export const editHistory = 'Edit history';
export const showEditHistory = 'edited, show the edit history';
export const editHistoryOf = (name: string) => `Edit history: message by ${name}`;
export const currentVersion = 'Current';
export const originalVersion = 'Original';
export const noText = 'No text';
export const wordsAdded = 'Added:';
export const wordsRemoved = 'Removed:';
export const versionsSkipped = (count: number) =>
  plural(count, {
    one: '1 version in between wasn’t kept.',
    other: `${number(count)} versions in between weren’t kept.`,
  });
export const versionsNotKept = 'Earlier versions weren’t kept.';
export const versionsHelp =
  'Everyone who can read the message can read these versions. Deleting the message deletes all of them.';

export const keepMessages = 'Keep messages';
export const keptForever = 'Forever';
export const keptDays = (days: number) => plural(days, { one: '1 day', other: `${number(days)} days` });
export const keptDaysHint = (days: number) => `Messages and files are removed after ${keptDays(days)}.`;
export const removesOlder = (days: number) =>
  `Messages and files older than ${keptDays(days)} will be removed for everyone. This can’t be undone.`;
export const removeOlder = 'Remove older messages';
