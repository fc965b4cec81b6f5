// English texts of presence and of the notices beside the chat, which are loaded on demand.
import { formatsOf } from './formats.ts';

const { list } = formatsOf('en');

export const presenceNames = { online: 'Online', away: 'Away' };
export const showPresence = 'Show others when I’m online';
export const showPresenceHelp =
  'If you turn this off, you don’t see when others are online either. People you’ve blocked and guests never see it.';
export const statusHelp = 'Others see it beside your name.';
export const statusSaved = 'Saved.';

export const mentionedIn = (headings: readonly string[]) => `You were mentioned in ${list(headings)}`;
export const removedFromChannel = (title: string) => `You were removed from “${title}”.`;
export const dismiss = 'Dismiss';
