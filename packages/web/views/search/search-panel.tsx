// The panel of the search: the field with filters and suggestions, the order, and the results.
import { ChatError, queryParts, SEARCH_ORDERS, type SearchOrder } from '@parley/chat';
import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { errorText } from '../../errors.ts';
import { t } from '../../i18n/all-texts.ts';
import { searchOf } from '../../platform/address.ts';
import { online, replacePlace } from '../../platform/browser.ts';
import { recordSearch } from '../../platform/recent-searches.ts';
import type { Chat } from '../../state/chat.ts';
import { MessageSearch } from '../../state/search/message-search.ts';
import { openFilter, type ServerQuery, serverQuery } from '../../state/search/query-text.ts';
import { useNamedChannels } from './named-channels.ts';
import { RecentSearches } from './recent-search-list.tsx';
import { SearchField } from './search-field.tsx';
import { SearchResults } from './search-results.tsx';

type SearchPanelProps = { chat: Chat; channel: string; text: string };

/** The delay after a key before the search begins: most users type on. */
const SEARCH_DELAY_MS = 300;

/** Searches of each chat outlive their panel: who returns to it, as by the back button, finds the results there. */
const searches = new WeakMap<Chat, MessageSearch>();
const order = signal<SearchOrder>('newest');

function searchOfChat(chat: Chat): MessageSearch {
  const search = searches.get(chat) ?? new MessageSearch(chat.request);
  searches.set(chat, search);
  return search;
}

/** The search. Its text is in the address. */
export function SearchPanel({ chat, channel, text: opened }: SearchPanelProps) {
  const search = searchOfChat(chat);
  const [text, setText] = useState(opened);
  // The address was changed by the back button, or by a link.
  const written = useRef(opened);
  useEffect(() => {
    if (opened !== written.current) setText(opened);
    written.current = opened;
  }, [opened]);
  const channels = useNamedChannels(chat);
  const context = { channels, self: chat.user.username };
  const query = serverQuery(text, context);
  const key = 'text' in query ? query.text : undefined;
  const [rejection, reject] = useState<string>();
  const run = () => {
    reject(undefined);
    if (key === undefined || !online.peek()) return;
    search.search({ text: key, order: order.peek() }).catch((error: unknown) => reject(rejectionText(error)));
  };
  useEffect(() => {
    const begin = () => {
      if (text !== written.current) {
        written.current = text;
        replacePlace(searchOf(channel, text));
      }
      run();
    };
    const timer = setTimeout(begin, text === opened ? 0 : SEARCH_DELAY_MS);
    return () => clearTimeout(timer);
  }, [text, key, order.value, online.value]);
  const results = useRef<HTMLOListElement>(null);
  const record = () => recordSearch(chat.user.userId, text);
  return (
    <div class="search">
      <SearchField
        chat={chat}
        channels={channels}
        text={text}
        setText={setText}
        submit={() => {
          record();
          run();
        }}
        enterResults={() => results.current?.querySelector('a')?.focus()}
      />
      <fieldset class="search-orders">
        <legend class="visually-hidden">{t.searchOrder}</legend>
        {SEARCH_ORDERS.map((one) => (
          <button
            type="button"
            key={one}
            aria-pressed={order.value === one}
            onClick={() => {
              order.value = one;
            }}
          >
            {t.searchOrders[one]}
          </button>
        ))}
      </fieldset>
      {queryParts(text).length === 0 ? (
        <RecentSearches userId={chat.user.userId} choose={setText} />
      ) : (
        <SearchResults
          chat={chat}
          search={search}
          text={text}
          problem={problemText(query, text) ?? rejection}
          retry={run}
          open={record}
          list={results}
        />
      )}
    </div>
  );
}

// Not of a filter that is still being typed.
function problemText(query: ServerQuery, text: string): string | undefined {
  if (!('problem' in query) || openFilter(text)?.value === query.value) return undefined;
  return t.searchProblems[query.problem];
}

// What the reader of the query rejects, before a request is sent: it is too long, or has too many words.
function rejectionText(error: unknown): string {
  return error instanceof ChatError ? error.message : errorText(error);
}
