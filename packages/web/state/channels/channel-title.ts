// The title of a channel as the page displays it.
import type { Channel, User } from '@parley/chat';
import { t } from '../../i18n/index.ts';

/** The fields of a channel from which its title is made. */
export type Titled = Pick<Channel, 'name' | 'kind' | 'title' | 'participants'>;

/**
 * The channel's title; that of a direct conversation names its participants without the reader, by their usernames if `nameOf` has no
 * other names.
 */
export function titleOf(
  { name, kind, title, participants = [] }: Titled,
  self: string,
  nameOf: (user: User) => string = ({ username }) => username,
): string {
  if (kind !== 'direct') return title || name;
  const others = participants.filter(({ userId }) => userId !== self).map(nameOf);
  return others.join(', ') || t.yourself;
}

/** The title without an icon beside it that shows the kind: public channels have a #. */
export function headingOf(channel: Titled, self: string, nameOf?: (user: User) => string): string {
  const title = titleOf(channel, self, nameOf);
  return channel.kind === 'public' ? `#${title}` : title;
}

/** The other user of a direct conversation of two. */
export function partnerOf({ kind, participants = [] }: Pick<Channel, 'kind' | 'participants'>, self: string) {
  const others = participants.filter(({ userId }) => userId !== self);
  return kind === 'direct' && others.length === 1 ? others[0] : undefined;
}
