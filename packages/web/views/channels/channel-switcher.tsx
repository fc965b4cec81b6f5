// The switcher: finds a channel or a user by a part of the name, and opens it. By keyboard alone, it is a combobox with a list.
import type { User } from '@parley/chat';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import { goTo } from '../../platform/browser.ts';
import { recentChannels } from '../../platform/recent-channels.ts';
import { headingOf } from '../../state/channels/channel-title.ts';
import type { Chat } from '../../state/chat.ts';
import { ranked } from '../../state/fuzzy-search.ts';
import { Dialog, FormError, useAction } from '../dialog.tsx';
import { SEARCH_AFTER_MS } from '../users/search-delay.ts';
import { useDisplayName } from '../users/user-view.tsx';

/** The most results that are listed. */
const RESULTS_MAX = 12;

/** What can be opened: a channel of the user, or a conversation with another user. */
type Result = { key: string; label: string; hint: string; open: () => Promise<void> };

/** The switcher. Before anything is typed it lists the channels that were opened last. */
export function ChannelSwitcher({ chat, close }: { chat: Chat; close: () => void }) {
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState(0);
  const { busy, error, run } = useAction();
  const nameOf = useDisplayName();
  const users = useUserSearch(chat, query);
  const channels = useChannels(chat);
  const results = [
    ...ranked(channels, query),
    ...users.map((user) => conversationWith(chat, user, nameOf(user))),
  ].slice(0, RESULTS_MAX);
  const list = useId();
  const option = (index: number) => `${list}-${index}`;
  const at = Math.min(chosen, results.length - 1);
  const open = (result: Result | undefined) =>
    result &&
    run(async () => {
      await result.open();
      close();
    });
  const onKeyDown = (event: KeyboardEvent) => {
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: results.length - 1 }[event.key];
    if (next === undefined || results.length === 0 || event.isComposing) return;
    event.preventDefault();
    setChosen((next + results.length) % results.length);
  };
  const items = useRef<HTMLDivElement>(null);
  useEffect(() => items.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }), [at]);
  return (
    <Dialog title={t.switcherTitle} close={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void open(results[at]);
        }}
      >
        <input
          role="combobox"
          aria-label={t.switcherLabel}
          aria-expanded="true"
          aria-controls={list}
          aria-activedescendant={at >= 0 ? option(at) : undefined}
          aria-autocomplete="list"
          placeholder={t.switcherLabel}
          value={query}
          autocomplete="off"
          spellcheck={false}
          disabled={busy}
          onInput={(event) => {
            setQuery(event.currentTarget.value);
            setChosen(0);
          }}
          onKeyDown={onKeyDown}
        />
      </form>
      <div class="option-list" id={list} role="listbox" aria-label={t.switcherTitle} ref={items}>
        {results.map((result, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keyboard.
          // biome-ignore lint/a11y/useFocusableInteractive: the field has the focus.
          <div
            key={result.key}
            id={option(index)}
            role="option"
            aria-selected={index === at}
            onClick={() => void open(result)}
          >
            <span dir="auto">{result.label}</span>
            {result.hint !== '' && (
              <span class="secondary" dir="auto">
                {result.hint}
              </span>
            )}
          </div>
        ))}
      </div>
      <p class={results.length > 0 ? 'visually-hidden' : 'secondary'} role="status">
        {results.length === 0 ? t.nothingFound : ''}
      </p>
      <FormError error={error} />
    </Dialog>
  );
}

function useChannels(chat: Chat): Result[] {
  const nameOf = useDisplayName();
  const recent = recentChannels();
  const rank = (name: string) => (recent.indexOf(name) + RECENT_LAST) % RECENT_LAST;
  const open = chat.openChannel.peek()?.conversation.channel;
  return chat.channels.list.value
    .filter(({ name }) => name !== open)
    .toSorted((a, b) => rank(a.name) - rank(b.name))
    .map((channel) => ({
      key: channel.name,
      label: headingOf(channel, chat.user.userId, nameOf),
      hint: (channel.participants ?? [])
        .filter(({ userId }) => userId !== chat.user.userId)
        .map(({ username }) => `@${username}`)
        .join(' '),
      open: async () => goTo(channel.name),
    }));
}

/** A rank after those of all recent channels. */
const RECENT_LAST = 1_000;

function conversationWith(chat: Chat, { userId, username }: User, name: string): Result {
  return {
    key: `@${userId}`,
    label: name,
    hint: name === username ? t.startConversation : `@${username} · ${t.startConversation}`,
    open: async () => goTo(await chat.membership.create({ kind: 'direct', userIds: [userId] })),
  };
}

// Users without a conversation, by any part of their names.
function useUserSearch({ membership, user, channels }: Chat, query: string): readonly User[] {
  const [found, setFound] = useState<readonly User[]>([]);
  const name = query.trim().replace(/^@/, '');
  useEffect(() => {
    setFound([]);
    if (name === '' || user.guest) return;
    let current = true;
    const timer = setTimeout(async () => {
      const users = await membership.searchUsers(name).catch(() => []);
      if (current) setFound(users);
    }, SEARCH_AFTER_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [name]);
  const known = channels.list.value
    .filter(({ kind, participants = [] }) => kind === 'direct' && participants.length <= 2)
    .flatMap(({ participants = [] }) => participants.map(({ userId }) => userId));
  return found.filter(({ userId }) => userId !== user.userId && !known.includes(userId));
}
