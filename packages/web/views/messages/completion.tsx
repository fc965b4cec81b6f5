// The completion of mentions, channels and emoji at the message field. The field keeps the focus; its active descendant is a suggestion.
import type { Channel, User } from '@parley/chat';
import { useContext, useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { moderationApi } from '../../api/moderation-api.ts';
import type { Emoji } from '../../emoji/emoji-data.ts';
import { loadEmoji } from '../../emoji/load-emoji.ts';
import { t } from '../../i18n/all-texts.ts';
import type { Language } from '../../i18n/index.ts';
import type { Chat } from '../../state/chat.ts';
import { isInCode } from '../../state/markdown/format-block.ts';
import {
  type Beginning,
  beginningAt,
  channelSuggestions,
  emojiSuggestions,
  everyoneSuggestions,
  SUGGESTIONS_MAX,
  type Suggestion,
  userSuggestions,
} from '../../state/messages/completion-suggestions.ts';
import { SEARCH_AFTER_MS } from '../users/search-delay.ts';
import { ProfilesContext } from '../users/user-view.tsx';

type CompletionProps = {
  chat: Chat;
  channel: string;
  field: { current: HTMLTextAreaElement | null };
  text: string;
};

/** The suggestions for what is being typed before the caret, if there are any. */
export function Completion({ chat, channel: name, field, text }: CompletionProps) {
  const caret = useCaret(field, text);
  const beginning = caret === undefined || isInCode(text, caret) ? undefined : beginningAt(text, caret);
  const [chosen, setChosen] = useState(0);
  const [dismissed, dismiss] = useState<number>();
  useEffect(() => setChosen(0), [beginning?.from, beginning?.query]);
  useEffect(() => dismiss(undefined), [beginning?.from]);
  const found = useSuggestions(chat, chat.channels.of(name), beginning);
  const suggestions = beginning && beginning.from !== dismissed ? found : [];
  const at = Math.min(chosen, suggestions.length - 1);
  const list = useId();
  const option = (index: number) => `${list}-${index}`;
  const accept = (suggestion: Suggestion | undefined) => {
    if (!field.current || !beginning || caret === undefined || !suggestion) return;
    const end = text.charAt(caret) === ' ' ? caret + 1 : caret;
    field.current.setSelectionRange(beginning.from, end);
    // Unlike an assignment, the command can be undone by the user, and it dispatches the event of an input.
    document.execCommand('insertText', false, `${suggestion.insertion} `);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const suggestion = suggestions[at];
    // While an input method is composing, the keys are its own; Safari reports that only by key code 229.
    if (!suggestion || !beginning || event.isComposing || event.keyCode === 229) return;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const next = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
    // A name that is complete is sent.
    const isComplete = suggestion.insertion === `${beginning.sign}${beginning.query}`;
    if (next !== undefined) setChosen((next + suggestions.length) % suggestions.length);
    else if (event.key === 'Tab' || (event.key === 'Enter' && !isComplete)) accept(suggestion);
    else if (event.key === 'Escape') dismiss(beginning.from);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  useFieldKeys(field, onKeyDown);
  useFieldAttributes(field, suggestions.length > 0 ? { list, option: option(at) } : undefined);
  const items = useRef<HTMLDivElement>(null);
  useEffect(() => items.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }), [at]);
  // The second colon accepts by itself.
  useEffect(() => {
    if (beginning?.sign === ':' && beginning.query.endsWith(':')) accept(suggestions[0]);
  }, [beginning?.query, suggestions.length]);
  const labels = { '@': t.mentionSuggestions, '#': t.channelSuggestions, ':': t.emojiSuggestions };
  return (
    <>
      {suggestions.length > 0 && (
        <div
          class="option-list completion"
          id={list}
          role="listbox"
          aria-label={beginning && labels[beginning.sign]}
          ref={items}
        >
          {suggestions.map((suggestion, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keyboard.
            // biome-ignore lint/a11y/useFocusableInteractive: the field has the focus.
            <div
              key={suggestion.key}
              id={option(index)}
              role="option"
              aria-selected={index === at}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => accept(suggestion)}
            >
              <span dir="auto">{suggestion.label}</span>
              {suggestion.hint !== '' && (
                <span class="secondary" dir="auto">
                  {suggestion.hint}
                </span>
              )}
            </div>
          ))}
        </div>
      )}
      <span class="visually-hidden" role="status">
        {suggestions.length > 0 && t.suggestionCount(suggestions.length)}
      </span>
    </>
  );
}

// The position of the caret in the field while it has the focus and nothing is selected.
function useCaret(field: CompletionProps['field'], text: string): number | undefined {
  const [caret, setCaret] = useState<number>();
  const update = () => {
    const { selectionStart, selectionEnd } = field.current ?? {};
    const isCaret = document.activeElement === field.current && selectionStart === selectionEnd;
    setCaret(isCaret ? selectionStart : undefined);
  };
  useLayoutEffect(update, [text]);
  useEffect(() => {
    const effect = new AbortController();
    for (const type of ['selectionchange', 'focusin', 'focusout'])
      document.addEventListener(type, () => update(), { signal: effect.signal });
    return () => effect.abort();
  }, []);
  return caret;
}

function useSuggestions(chat: Chat, channel: Channel | undefined, beginning: Beginning | undefined): Suggestion[] {
  const profiles = useContext(ProfilesContext);
  const mentioning = beginning?.sign === '@';
  const members = useMembers(chat, mentioning ? channel : undefined);
  const others = useOthers(chat, mentioning ? beginning.query : '');
  const emoji = useEmoji(beginning?.sign === ':');
  if (!beginning) return [];
  if (beginning.sign === ':') return emojiSuggestions(emoji, beginning.query);
  if (beginning.sign === '#') return channelSuggestions(chat.channels.list.value, beginning.query);
  const isOther = ({ userId }: User) => userId !== chat.user.userId;
  const nameOf = ({ userId, username }: User) => profiles?.of(userId).value?.displayName ?? username;
  const users = userSuggestions(members.filter(isOther), others.filter(isOther), { query: beginning.query, nameOf });
  const everyone = channel?.mayMentionEveryone ? everyoneSuggestions(t.everyoneHints, beginning.query) : [];
  return [...everyone, ...users].slice(0, SUGGESTIONS_MAX);
}

// The members, loaded when the first mention is begun and again after a removal. Without them others are suggested.
function useMembers(chat: Chat, channel: Channel | undefined): readonly User[] {
  const [members, setMembers] = useState<readonly User[]>([]);
  const loaded = useRef<string | undefined>(undefined);
  const wanted = channel && `${channel.name}/${channel.epoch}`;
  useEffect(() => {
    if (!channel || loaded.current === wanted) return;
    loaded.current = wanted;
    if (channel.kind === 'direct') return setMembers(channel.participants ?? []);
    moderationApi(chat)
      .listMembers(channel.name)
      .then(
        (listed) => setMembers(listed.members),
        () => {
          loaded.current = undefined;
        },
      );
  }, [wanted]);
  return members;
}

// Users of all channels, by any part of their names.
function useOthers({ membership, user }: Chat, query: string): readonly User[] {
  const [others, setOthers] = useState<readonly User[]>([]);
  useEffect(() => {
    setOthers([]);
    if (query === '' || user.guest) return;
    let current = true;
    const timer = setTimeout(async () => {
      const users = await membership.searchUsers(query).catch(() => []);
      if (current) setOthers(users);
    }, SEARCH_AFTER_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [query]);
  return others;
}

// The emoji in the reader's language. Without them, for now, nothing is suggested.
function useEmoji(wanted: boolean): readonly Emoji[] {
  const [emoji, setEmoji] = useState<readonly Emoji[]>([]);
  const language = t.language as Language;
  useEffect(() => {
    if (wanted) loadEmoji(language).then(setEmoji, () => undefined);
  }, [wanted, language]);
  return emoji;
}

// Keys reach the suggestions before the field, which sends on Enter.
function useFieldKeys(field: CompletionProps['field'], onKeyDown: (event: KeyboardEvent) => void): void {
  useLayoutEffect(() => {
    const element = field.current;
    element?.addEventListener('keydown', onKeyDown, { capture: true });
    return () => element?.removeEventListener('keydown', onKeyDown, { capture: true });
  });
}

// The field belongs to the composer, which knows nothing of suggestions.
function useFieldAttributes(field: CompletionProps['field'], open: { list: string; option: string } | undefined): void {
  useLayoutEffect(() => {
    const element = field.current;
    if (!element || !open) return;
    const attributes = {
      'aria-autocomplete': 'list',
      'aria-controls': open.list,
      'aria-activedescendant': open.option,
    };
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return () => {
      for (const name of Object.keys(attributes)) element.removeAttribute(name);
    };
  }, [open?.list, open?.option]);
}
