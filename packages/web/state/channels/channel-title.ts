// How a channel is called on the page.
import type { Channel } from '@parley/chat';
import * as t from '../../i18n/index.ts';

/** What is needed to say how a channel is called. */
export type Titled = Pick<Channel, 'name' | 'kind' | 'title' | 'participants'>;

/** The channel's title; a direct conversation is called by the people in it, its reader left out. */
export function titleOf({ name, kind, title, participants = [] }: Titled, self: string): string {
  if (kind !== 'direct') return title || name;
  const others = participants.filter(({ userId }) => userId !== self).map(({ username }) => username);
  return others.join(', ') || t.yourself;
}

/** The same as it stands alone, where no icon tells the kind: public channels have their #. */
export function headingOf(channel: Titled, self: string): string {
  return channel.kind === 'public' ? `#${titleOf(channel, self)}` : titleOf(channel, self);
}
