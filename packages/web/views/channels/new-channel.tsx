// Creating a channel: the button below the list of channels.
import { useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { goTo } from '../../platform/browser.ts';
import type { Membership } from '../../state/channels/membership.ts';
import { Icon } from '../icons.tsx';
import { onDemand } from '../on-demand.tsx';

const NewChannelForm = onDemand(() => import('./new-channel-form.tsx').then((module) => module.NewChannelForm));

/** A button that opens the form; the form stays open until the channel is created or the user cancels. */
export function NewChannelButton({ membership }: { membership: Membership }) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const cancel = () => {
    setOpen(false);
    // The button is there again after the next render.
    requestAnimationFrame(() => button.current?.focus());
  };
  const created = (name: string) => {
    setOpen(false);
    goTo(name);
  };
  if (open) return <NewChannelForm membership={membership} created={created} cancel={cancel} />;
  return (
    <button
      type="button"
      class="sidebar-button"
      ref={button}
      onFocus={NewChannelForm.preload}
      onPointerEnter={NewChannelForm.preload}
      onClick={() => setOpen(true)}
    >
      <Icon name="plus" />
      {t.newChannel}
    </button>
  );
}
