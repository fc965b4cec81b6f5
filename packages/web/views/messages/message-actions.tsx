// What can be done with a message: react; edit it or take it back, if it is one's own; report it, and block who said it, if not.
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import * as t from '../../i18n/index.ts';
import { Icon, type IconName } from '../icons.tsx';

/** The reactions that are one click away. */
const EMOJI = ['👍', '❤️', '😂', '🎉', '😮', '😢', '✅', '👀'] as const;

export type ActionsProps = {
  /** Whose message it is, for those who cannot see where the button stands. */
  username: string;
  own: boolean;
  react: (emoji: string) => void;
  /** What else there is for this reader to do; what is not there is not offered. */
  edit?: (() => void) | undefined;
  takeBack?: (() => void) | undefined;
  report?: (() => void) | undefined;
  block?: (() => void) | undefined;
  unblock?: (() => void) | undefined;
};

/** The button beside a message and the panel that it opens. */
export function Actions(props: ActionsProps) {
  const [open, setOpen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useId();
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  useClosing(open, frame, () => setOpen(false), close);
  return (
    <div class={`message-actions ${open ? 'open' : ''}`} ref={frame}>
      <button
        type="button"
        class="icon-button"
        ref={button}
        aria-expanded={open}
        aria-controls={panel}
        aria-label={props.own ? t.ownMessageActions : t.messageActionsFor(props.username)}
        onClick={() => setOpen(!open)}
      >
        <Icon name="more" />
      </button>
      {open && <Panel id={panel} {...props} close={close} />}
    </div>
  );
}

function Panel({ id, react, close, ...may }: ActionsProps & { id: string; close: () => void }) {
  const [asking, setAsking] = useState(false);
  const first = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLFieldSetElement>(null);
  useUpwards(panel, asking);
  useEffect(() => first.current?.focus(), [asking]);
  const thenClose = (act: () => void) => () => {
    act();
    close();
  };
  if (asking)
    return (
      <fieldset class="actions-panel" id={id} ref={panel} aria-label={t.deleteQuestion}>
        <p>{t.deleteQuestion}</p>
        <div class="actions">
          <button type="button" class="button danger" onClick={may.takeBack}>
            {t.confirmDelete}
          </button>
          <button type="button" class="button" ref={first} onClick={close}>
            {t.cancel}
          </button>
        </div>
      </fieldset>
    );
  return (
    <fieldset class="actions-panel" id={id} ref={panel} aria-label={t.messageActions}>
      <div class="emoji">
        {EMOJI.map((emoji, index) => (
          <button
            type="button"
            key={emoji}
            ref={index === 0 ? first : null}
            aria-label={t.reactWith(emoji)}
            onClick={thenClose(() => react(emoji))}
          >
            {emoji}
          </button>
        ))}
      </div>
      <Choice icon="edit" label={t.edit} act={may.edit} />
      <Choice icon="bin" label={t.askDelete} danger act={may.takeBack && (() => setAsking(true))} />
      <Choice icon="flag" label={t.askReport} act={may.report} />
      <Choice icon="blocked" label={t.blockUser(may.username)} act={may.block && thenClose(may.block)} />
      <Choice icon="person" label={t.unblockUser(may.username)} act={may.unblock && thenClose(may.unblock)} />
    </fieldset>
  );
}

type ChoiceProps = { icon: IconName; label: string; danger?: boolean; act: (() => void) | undefined };

function Choice({ icon, label, danger, act }: ChoiceProps) {
  if (!act) return null;
  return (
    <button type="button" class={danger ? 'menu-button danger' : 'menu-button'} onClick={act}>
      <Icon name={icon} />
      <span dir="auto">{label}</span>
    </button>
  );
}

// Under the last messages there is no room below.
function useUpwards(panel: { current: HTMLElement | null }, asking: boolean): void {
  useLayoutEffect(() => {
    const element = panel.current;
    const end = element?.closest('.timeline')?.getBoundingClientRect().bottom;
    if (!element || end === undefined) return;
    element.classList.remove('upwards');
    element.classList.toggle('upwards', element.getBoundingClientRect().bottom > end);
  }, [asking]);
}

// A press anywhere else, and the focus going elsewhere, close what is open; Escape goes back to the button as well.
function useClosing(open: boolean, frame: { current: HTMLElement | null }, close: () => void, back: () => void): void {
  useEffect(() => {
    if (!open) return;
    const end = new AbortController();
    const until = { signal: end.signal };
    const elsewhere = ({ target }: Event) => {
      if (target instanceof Node && !frame.current?.contains(target)) close();
    };
    document.addEventListener('pointerdown', elsewhere, until);
    document.addEventListener('focusin', elsewhere, until);
    document.addEventListener('keydown', ({ key }) => key === 'Escape' && back(), until);
    return () => end.abort();
  }, [open]);
}
