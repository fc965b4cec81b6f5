// The field of the search, a combobox: filters as buttons, and suggestions of people and channels for the filter that is being typed.
import type { SearchFilter } from '@parley/chat';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import type { Chat } from '../../state/chat.ts';
import { type NamedChannel, openFilter, withFilter } from '../../state/search/query-text.ts';
import { Icon } from '../all-icons.tsx';
import { useFilterSuggestions } from './filter-suggestions.ts';

type SearchFieldProps = {
  chat: Chat;
  channels: readonly NamedChannel[];
  text: string;
  setText: (text: string) => void;
  submit: () => void;
  /** Moves the focus to the first result. */
  enterResults: () => void;
};

/** The filters that have buttons, with their values if they have one. */
const FILTERS: readonly (readonly [keyof typeof t.searchFilterNames, SearchFilter, value: string])[] = [
  ['from', 'from', ''],
  ['in', 'in', ''],
  ['after', 'after', ''],
  ['before', 'before', ''],
  ['has:file', 'has', 'file'],
  ['has:link', 'has', 'link'],
];

/** The field. It has the focus when the panel opens. */
export function SearchField({ chat, channels, text, setText, submit, enterResults }: SearchFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const list = useId();
  const [chosen, setChosen] = useState(0);
  const [dismissed, dismiss] = useState<string>();
  const suggestions = useFilterSuggestions(chat, channels, text);
  const shown = dismissed === text ? [] : suggestions;
  const at = Math.min(chosen, shown.length - 1);
  const option = (index: number) => `${list}-${index}`;
  useLayoutEffect(() => field.current?.focus(), []);
  useEffect(() => setChosen(0), [text]);
  const change = (next: string) => {
    setText(next);
    field.current?.focus();
  };
  const accept = (index: number) => {
    const suggestion = shown[index];
    const open = openFilter(text);
    if (suggestion && open) change(withFilter(text, open.filter, suggestion.value));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const next = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
    if (next !== undefined && shown.length > 0) setChosen((next + shown.length) % shown.length);
    else if (event.key === 'ArrowDown') enterResults();
    else if (event.key === 'Enter' && shown.length > 0) accept(at);
    else if (event.key === 'Enter') submit();
    else if (event.key === 'Escape' && shown.length > 0) dismiss(text);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="search-box">
      <div class="search-input">
        <Icon name="search" />
        <input
          id={SEARCH_FIELD}
          ref={field}
          role="combobox"
          aria-label={t.searchMessages}
          aria-expanded={shown.length > 0}
          aria-controls={list}
          aria-activedescendant={at >= 0 ? option(at) : undefined}
          aria-autocomplete="list"
          placeholder={t.searchPlaceholder}
          value={text}
          dir="auto"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          enterkeyhint="search"
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        {text !== '' && (
          <button type="button" class="icon-button" aria-label={t.clearSearch} onClick={() => change('')}>
            <Icon name="close" />
          </button>
        )}
      </div>
      {shown.length > 0 && (
        <div class="option-list search-suggestions" id={list} role="listbox" aria-label={t.searchSuggestions}>
          {shown.map(({ value, label, hint }, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keyboard.
            // biome-ignore lint/a11y/useFocusableInteractive: the field has the focus.
            <div
              key={value}
              id={option(index)}
              role="option"
              aria-selected={index === at}
              onClick={() => accept(index)}
            >
              <span dir="auto">{label}</span>
              {hint !== '' && (
                <span class="secondary" dir="auto">
                  {hint}
                </span>
              )}
            </div>
          ))}
        </div>
      )}
      <fieldset class="search-filters">
        <legend class="visually-hidden">{t.searchFilters}</legend>
        {FILTERS.map(([key, filter, value]) => (
          <button type="button" key={key} onClick={() => change(withFilter(text, filter, value))}>
            {t.searchFilterNames[key]}
          </button>
        ))}
      </fieldset>
    </div>
  );
}

/** The id of the field. */
export const SEARCH_FIELD = 'search-field';
