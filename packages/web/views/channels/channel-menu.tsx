// The button of the menu of the open channel.
import { useState } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import type { Chat } from '../../state/chat.ts';
import { Icon } from '../icons.tsx';
import { menuButtonProps, useMenu } from '../menu-state.ts';
import { onDemand } from '../on-demand.tsx';

const ChannelMenuItems = onDemand(() => import('./channel-menu-items.tsx').then((module) => module.ChannelMenuItems));
const DateDialog = onDemand(() => import('./date-dialog.tsx').then((module) => module.DateDialog));

/** The button in the header, and its menu while it is open. */
export function ChannelMenu({ chat, channel }: { chat: Chat; channel: string }) {
  const menu = useMenu();
  const [error, setError] = useState<string>();
  const [picking, setPicking] = useState(false);
  return (
    <div class="channel-menu" ref={menu.frame}>
      <button type="button" class="icon-button" aria-label={t.channelMenu} {...menuButtonProps(menu)}>
        <Icon name="more" />
      </button>
      {menu.open && (
        <ChannelMenuItems
          chat={chat}
          channel={channel}
          menu={menu}
          setError={setError}
          pickDate={() => setPicking(true)}
        />
      )}
      {picking && <DateDialog channel={channel} close={() => setPicking(false)} />}
      {error !== undefined && (
        <p class="form-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
