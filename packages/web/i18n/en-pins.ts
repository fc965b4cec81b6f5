// English texts of pinned and saved messages, which are loaded on demand.
import { formatsOf } from './formats.ts';

const { number, plural } = formatsOf('en');

export const pinned = 'Pinned';
export const pinnedMessages = (count: number) =>
  plural(count, { one: '1 pinned message', other: `${number(count)} pinned messages` });
export const pinnedWithCount = (count: number) => `Pinned (${number(count)})`;
export const pinToChannel = 'Pin to channel';
export const unpinFromChannel = 'Unpin from channel';
export const unpin = 'Unpin';
export const pinnedBy = (name: string) => `Pinned by ${name}`;
export const pinnedByYou = 'Pinned by you';
export const noPins = 'No message is pinned here. Members pin messages from the menu of a message.';
export const savedMessages = 'Saved';
export const saveForLater = 'Save for later';
export const removeFromSaved = 'Remove from saved';
export const savedForLater = 'Saved for later';
export const nothingSaved = 'Messages that you save for later from their menu appear here. Only you see them.';
export const savedUnavailable = 'This message is no longer available to you.';
export const removeSaved = 'Remove';
export const moreSaved = 'Load earlier saved messages';
export const shortcutSaved = 'Open saved messages';
