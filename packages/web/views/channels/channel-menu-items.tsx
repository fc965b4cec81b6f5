// The menu of a channel: a favourite or not, muted or not, marking it as read, jumping to a day, and its link.
import { errorText } from '../../errors.ts';
import { t } from '../../i18n/all-texts.ts';
import type { Chat } from '../../state/chat.ts';
import { Menu } from '../menu.tsx';
import type { MenuState } from '../menu-state.ts';
import { copyLink } from '../messages/more-message-actions.ts';

type ChannelMenuItemsProps = {
  chat: Chat;
  channel: string;
  menu: MenuState;
  setError: (error: string | undefined) => void;
  /** Opens the dialog that jumps to a day. */
  pickDate: () => void;
};

/** The open menu. */
export function ChannelMenuItems({
  chat: { preferences, reading },
  channel,
  menu,
  setError,
  pickDate,
}: ChannelMenuItemsProps) {
  const favourite = preferences.isFavourite(channel);
  const muted = preferences.isMuted(channel);
  const change = (change: Parameters<typeof preferences.change>[1]) => {
    setError(undefined);
    preferences.change(channel, change).catch((cause: unknown) => setError(errorText(cause)));
  };
  return (
    <Menu
      menu={menu}
      label={t.channelMenu}
      actions={[
        {
          key: 'favourite',
          icon: 'favourite',
          label: favourite ? t.removeFavourite : t.addFavourite,
          perform: () => change({ favourite: !favourite }),
        },
        {
          key: 'mute',
          icon: 'muted',
          label: muted ? t.unmuteChannel : t.muteChannel,
          perform: () => change({ muted: !muted }),
        },
        { key: 'read', icon: 'check', label: t.markChannelRead, perform: () => reading.markRead(channel) },
        { key: 'date', icon: 'calendar', label: t.jumpToDate, perform: pickDate, focus: 'elsewhere' },
        { key: 'link', icon: 'link', label: t.copyChannelLink, perform: () => void copyLink(channel) },
      ]}
    />
  );
}
