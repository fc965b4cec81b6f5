// The toolbar at the message field, and the button that shows it. Loaded after the chat is displayed.
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import { formatToolbarShown, showFormatToolbar } from '../../platform/toolbar-choice.ts';
import { FORMAT_KEYS } from '../../state/markdown/format-keys.ts';
import { FORMATS, type FormatName } from '../../state/markdown/text-formats.ts';
import { Icon, type IconName } from '../all-icons.tsx';
import { keyNames } from '../key-names.ts';
import { formatField, selectionOf } from './format-field.ts';

export { startFormatKeys } from './format-field.ts';

type FormatToolbarProps = { field: { current: HTMLTextAreaElement | null }; text: string };

const ICONS: Readonly<Record<FormatName, IconName>> = {
  bold: 'bold',
  italic: 'italic',
  strikethrough: 'strikethrough',
  inlineCode: 'code',
  codeBlock: 'codeBlock',
  quotation: 'quotation',
  bulletedList: 'bulletedList',
  numberedList: 'numberedList',
  link: 'link',
};

const NAMES = Object.keys(FORMATS) as FormatName[];

/** The toolbar, if it is shown, and the button. */
export function Formatting(props: FormatToolbarProps) {
  return (
    <>
      <FormatToolbar {...props} />
      <FormatButton />
    </>
  );
}

// One tab stop; the arrow keys move between its buttons.
function FormatToolbar({ field, text }: FormatToolbarProps) {
  const active = useActiveFormats(field, text);
  const [stop, setStop] = useState(0);
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.key === 'Escape') field.current?.focus();
    const next = nextStop(event, stop);
    if (next === undefined && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    if (next === undefined) return;
    setStop(next);
    event.currentTarget.querySelectorAll('button')[next]?.focus();
  };
  if (!formatToolbarShown.value) return null;
  return (
    <div class="format-toolbar" role="toolbar" aria-label={t.formatting} onKeyDown={onKeyDown}>
      {NAMES.map((name, index) => (
        <button
          type="button"
          key={name}
          class="icon-button"
          tabIndex={index === stop ? 0 : -1}
          aria-label={t[name]}
          aria-pressed={active.has(name)}
          title={`${t[name]} (${keyNames(FORMAT_KEYS[name]).join('+')})`}
          // The field keeps the focus, and the keyboard of a phone stays.
          onMouseDown={(event) => event.preventDefault()}
          onFocus={() => setStop(index)}
          onClick={() => field.current && formatField(field.current, name)}
        >
          <Icon name={ICONS[name]} />
        </button>
      ))}
    </div>
  );
}

function FormatButton() {
  const shown = formatToolbarShown.value;
  return (
    <button
      type="button"
      class="icon-button format-button"
      aria-label={t.formatting}
      aria-expanded={shown}
      title={shown ? t.hideFormatting : t.showFormatting}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => showFormatToolbar(!shown)}
    >
      <Icon name="formatting" />
    </button>
  );
}

// Where the line runs from right to left, what follows is on the left.
function nextStop(event: KeyboardEvent & { currentTarget: HTMLElement }, stop: number): number | undefined {
  const forwards = getComputedStyle(event.currentTarget).direction === 'rtl' ? -1 : 1;
  const steps: Readonly<Record<string, number>> = { ArrowLeft: stop - forwards, ArrowRight: stop + forwards };
  const next = { ...steps, Home: 0, End: NAMES.length - 1 }[event.key];
  return next === undefined ? undefined : (next + NAMES.length) % NAMES.length;
}

// The formats of what is selected while the field has the focus.
function useActiveFormats(field: FormatToolbarProps['field'], text: string): ReadonlySet<FormatName> {
  const [active, setActive] = useState<ReadonlySet<FormatName>>(new Set());
  const known = useRef('');
  const shown = formatToolbarShown.value;
  const update = () => {
    const element = field.current;
    if (!element || !shown) return;
    const { value } = element;
    const names = value === '' ? [] : NAMES.filter((name) => FORMATS[name].isActive(value, selectionOf(element)));
    if (names.join() === known.current) return;
    known.current = names.join();
    setActive(new Set(names));
  };
  useEffect(update, [text, shown]);
  useEffect(() => {
    const onSelect = () => document.activeElement === field.current && update();
    document.addEventListener('selectionchange', onSelect);
    return () => document.removeEventListener('selectionchange', onSelect);
  }, [shown]);
  return active;
}
