// English texts of presence and of the notices beside the chat, which are loaded on demand.
import { formatsOf } from './formats.ts';

const { dateTime, list, number, plural } = formatsOf('en');

export const presenceNames = { online: 'Online', away: 'Away' };
export const showPresence = 'Show others when I’m online';
export const showPresenceHelp =
  'If you turn this off, you don’t see when others are online either. People you’ve blocked and guests never see it.';
export const statusHelp = 'Others see it beside your name.';
export const statusSaved = 'Saved.';

export const mentionedIn = (headings: readonly string[]) => `You were mentioned in ${list(headings)}`;
export const removedFromChannel = (title: string) => `You were removed from “${title}”.`;
export const dismiss = 'Dismiss';

export const everyoneTitle = (heading: string) => `Notify everyone in ${heading}?`;
export const everyoneReached = {
  channel: (count: number) =>
    plural(count, { one: '1 other member is notified.', other: `${number(count)} other members are notified.` }),
  here: (count: number) =>
    plural(count, {
      one: '1 other member is online and notified.',
      other: `${number(count)} other members are online and notified.`,
    }),
};
export const everyoneUncounted = {
  channel: 'All other members are notified.',
  here: 'The other members who are online are notified.',
};
export const everyoneHints = { channel: 'everyone in this channel', here: 'everyone who is online' };
export const sendAndNotify = 'Send and notify';
export const sendWithoutNotifying = 'Send without notifying';

export const savedCopy = (at: string) =>
  `You see what this device saved ${dateTime(at)}. Parley can’t be reached at the moment.`;
export const newVersion = 'A new version of Parley is available.';
export const update = 'Update';
