// What the user chooses for a channel: a favourite or not, muted or not, and marking it as read.
import { useEffect, useRef, useState } from 'preact/hooks';
import { errorText } from '../../errors.ts';
import { t } from '../../i18n/index.ts';
import type { Chat } from '../../state/chat.ts';
import { Icon, type IconName } from '../icons.tsx';

/** The button in the header of the open channel, and its menu. */
export function ChannelMenu({ chat, channel }: { chat: Chat; channel: string }) {
  const [open, setOpen] = useState(false);
  const [error, setError] = useState<string>();
  const frame = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const choose = (change: () => Promise<void> | void) => () => {
    close();
    setError(undefined);
    Promise.resolve(change()).catch((cause: unknown) => setError(errorText(cause)));
  };
  useEffect(() => {
    if (!open) return;
    frame.current?.querySelector<HTMLElement>('[role^=menuitem]')?.focus();
    const onOutside = ({ target }: Event) =>
      target instanceof Node && !frame.current?.contains(target) && setOpen(false);
    const events = ['pointerdown', 'focusin'];
    for (const event of events) document.addEventListener(event, onOutside);
    return () => {
      for (const event of events) document.removeEventListener(event, onOutside);
    };
  }, [open]);
  const { preferences, reading } = chat;
  const favourite = preferences.isFavourite(channel);
  const muted = preferences.isMuted(channel);
  return (
    <div class="channel-menu" ref={frame}>
      <button
        type="button"
        class="icon-button"
        ref={button}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={t.channelMenu}
        onClick={() => setOpen(!open)}
      >
        <Icon name="more" />
      </button>
      {open && (
        <div class="menu" role="menu" aria-label={t.channelMenu} onKeyDown={(event) => onMenuKeyDown(event, close)}>
          <Item
            icon="favourite"
            label={t.favourite}
            checked={favourite}
            choose={choose(() => preferences.change(channel, { favourite: !favourite }))}
          />
          <Item
            icon="muted"
            label={t.muteChannel}
            checked={muted}
            choose={choose(() => preferences.change(channel, { muted: !muted }))}
          />
          <Item icon="check" label={t.markChannelRead} choose={choose(() => reading.markRead(channel))} />
        </div>
      )}
      {error !== undefined && (
        <p class="form-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

type ItemProps = { icon: IconName; label: string; checked?: boolean; choose: () => void };

function Item({ icon, label, checked, choose }: ItemProps) {
  const content = (
    <>
      <Icon name={icon} />
      <span>{label}</span>
      {checked && <Icon name="check" />}
    </>
  );
  const shared = { type: 'button', class: 'menu-button', tabIndex: -1, onClick: choose } as const;
  if (checked === undefined)
    return (
      <button {...shared} role="menuitem">
        {content}
      </button>
    );
  return (
    <button {...shared} role="menuitemcheckbox" aria-checked={checked}>
      {content}
    </button>
  );
}

function onMenuKeyDown(event: KeyboardEvent & { currentTarget: HTMLElement }, close: () => void): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role^=menuitem]')];
  const at = items.indexOf(event.target as HTMLElement);
  const next = {
    ArrowDown: items[(at + 1) % items.length],
    ArrowUp: items.at(at - 1),
    Home: items[0],
    End: items.at(-1),
  }[event.key];
  if (event.key !== 'Escape' && !next) return;
  event.preventDefault();
  event.stopPropagation();
  if (next) next.focus();
  else close();
}
