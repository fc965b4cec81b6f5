// The emoji picker: frimousse, in the frame of a menu, with the page's own data and styles.
import {
  type EmojiData,
  type EmojiPickerListCategoryHeaderProps,
  type EmojiPickerListEmojiProps,
  type EmojiPickerListRowProps,
  EmojiPicker as Picker,
  type SkinTone,
} from 'frimousse';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Emoji, SKIN_TONES, withSkinTone } from '../../emoji/emoji-data.ts';
import { loadEmoji } from '../../emoji/load-emoji.ts';
import { t } from '../../i18n/all-texts.ts';
import type { Language } from '../../i18n/index.ts';
import { draftStorage, finePointer } from '../../platform/browser.ts';
import { MenuFrame } from '../menu.tsx';
import type { MenuState } from '../menu-state.ts';

type EmojiPickerProps = {
  menu: MenuState;
  /** The picker is still open when this is called. */
  pick: (emoji: string) => void;
};

/** The open picker. The search has the focus, except on a touch screen, where the keyboard would cover the emoji. */
export function EmojiPicker({ menu, pick }: EmojiPickerProps) {
  const [failed, setFailed] = useState(false);
  const [attempts, setAttempts] = useState(0);
  const [tone, setTone] = useState(storedTone);
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (finePointer.peek()) search.current?.focus();
  }, []);
  const language = t.language as Language;
  const resolve = async (): Promise<EmojiData> => {
    try {
      setFailed(false);
      return pickerData(await loadEmoji(language), language);
    } catch {
      setFailed(true);
      return pickerData([], language);
    }
  };
  const chooseTone = (next: SkinTone) => {
    draftStorage.write(TONE_KEY, next === 'none' ? '' : next);
    setTone(next);
  };
  return (
    <MenuFrame menu={menu} label={t.emoji} class="emoji-panel">
      <Picker.Root
        key={attempts}
        class="emoji-picker"
        locale={language}
        columns={COLUMNS}
        skinTone={tone}
        resolveEmojiData={resolve}
        onEmojiSelect={({ emoji }) => pick(emoji)}
        onKeyDown={mirrorArrows}
      >
        <div class="emoji-search">
          <Picker.Search ref={search} aria-label={t.searchEmoji} placeholder={t.searchEmoji} />
          <SkinToneButton tone={tone} choose={chooseTone} />
        </div>
        <Picker.Viewport class="emoji-viewport" aria-label={t.emoji}>
          {failed ? (
            <div class="empty-state" role="alert">
              <p>{t.cannotLoadEmoji}</p>
              <button type="button" class="button" onClick={() => setAttempts(attempts + 1)}>
                {t.tryAgain}
              </button>
            </div>
          ) : (
            <>
              <Picker.Loading class="emoji-note">{t.loading}</Picker.Loading>
              <Picker.Empty class="emoji-note">{t.noEmojiFound}</Picker.Empty>
              <Picker.List components={{ CategoryHeader, Row, Emoji: EmojiButton }} />
            </>
          )}
        </Picker.Viewport>
        <p class="emoji-active secondary" aria-hidden="true">
          <Picker.ActiveEmoji>{({ emoji }) => (emoji ? `${emoji.emoji} ${emoji.label}` : '')}</Picker.ActiveEmoji>
        </p>
      </Picker.Root>
    </MenuFrame>
  );
}

/** On a phone of 360 pixels there is room for eight. */
const COLUMNS = 8;

/** Where this browser keeps the chosen tone. */
const TONE_KEY = 'parley.skin-tone';

const TONES: readonly SkinTone[] = ['none', 'light', 'medium-light', 'medium', 'medium-dark', 'dark'];

function storedTone(): SkinTone {
  const stored = draftStorage.read(TONE_KEY);
  return TONES.find((tone) => tone === stored) ?? 'none';
}

/** Chooses the next tone. */
function SkinToneButton({ tone, choose }: { tone: SkinTone; choose: (tone: SkinTone) => void }) {
  const next = TONES[(TONES.indexOf(tone) + 1) % TONES.length] ?? 'none';
  const label = t.skinTone(t.skinTones[tone]);
  return (
    <button type="button" class="icon-button emoji" aria-label={label} title={label} onClick={() => choose(next)}>
      {tone === 'none' ? HAND : withSkinTone(HAND, SKIN_TONES[tone])}
    </button>
  );
}

const HAND = '✋';

function CategoryHeader({ category, ...props }: EmojiPickerListCategoryHeaderProps) {
  return (
    <div {...props} class="emoji-group">
      {category.label}
    </div>
  );
}

function Row({ children, ...props }: EmojiPickerListRowProps) {
  return (
    <div {...countedFromOne(props)} class="emoji-row">
      {children}
    </div>
  );
}

function EmojiButton({ emoji, ...props }: EmojiPickerListEmojiProps) {
  return (
    <button type="button" {...countedFromOne(props)} title={emoji.label}>
      {emoji.emoji}
    </button>
  );
}

// Frimousse counts from 0, ARIA from 1 (WAI-ARIA 1.2, aria-rowindex).
function countedFromOne<Props extends object>(props: Props): Props {
  const counted = Object.entries(props).map(([name, value]) =>
    INDEXES.has(name) && typeof value === 'number' ? [name, value + 1] : [name, value],
  );
  return Object.fromEntries(counted) as Props;
}

const INDEXES: ReadonlySet<string> = new Set(['aria-rowindex', 'aria-colindex']);

/** The group of components has no emoji of its own. */
const COMPONENTS = 2;

function pickerData(emoji: readonly Emoji[], language: Language): EmojiData {
  const { none, ...skinTones } = t.skinTones;
  return {
    locale: language,
    categories: t.emojiGroups.map((label, index) => ({ index, label })).filter(({ index }) => index !== COMPONENTS),
    skinTones,
    emojis: emoji.map(({ emoji, group, name, words, shortcodes, hasSkins }) => ({
      emoji,
      category: group,
      label: name,
      version: 0,
      tags: [...words, ...shortcodes],
      skins: hasSkins ? skinsOf(emoji) : undefined,
    })),
  };
}

function skinsOf(emoji: string) {
  return {
    light: withSkinTone(emoji, SKIN_TONES.light),
    'medium-light': withSkinTone(emoji, SKIN_TONES['medium-light']),
    medium: withSkinTone(emoji, SKIN_TONES.medium),
    'medium-dark': withSkinTone(emoji, SKIN_TONES['medium-dark']),
    dark: withSkinTone(emoji, SKIN_TONES.dark),
  };
}

// Frimousse moves along the order of the emoji. Where the line runs from right to left, the next one is on the left.
function mirrorArrows(event: KeyboardEvent): void {
  const mirrored = { ArrowLeft: 'ArrowRight', ArrowRight: 'ArrowLeft' }[event.key];
  if (!mirrored || !event.isTrusted || document.documentElement.dir !== 'rtl') return;
  event.preventDefault();
  event.stopPropagation();
  event.target?.dispatchEvent(new KeyboardEvent('keydown', { key: mirrored, bubbles: true, cancelable: true }));
}
