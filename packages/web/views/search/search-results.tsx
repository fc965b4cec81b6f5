// The results of a search: links to messages, with the text around the matches.
import type { Message } from '@parley/chat';
import type { RefObject } from 'preact';
import { errorText } from '../../errors.ts';
import { t } from '../../i18n/all-texts.ts';
import { messageAddress } from '../../platform/address.ts';
import { online } from '../../platform/browser.ts';
import { addressOf } from '../../platform/reply-address.ts';
import { headingOf } from '../../state/channels/channel-title.ts';
import type { Chat } from '../../state/chat.ts';
import type { MessageSearch, SearchState } from '../../state/search/message-search.ts';
import { snippetOf } from '../../state/search/snippet.ts';
import { Avatar, useDisplayName } from '../users/user-view.tsx';
import { openResult } from './open-result.ts';
import { SEARCH_FIELD } from './search-field.tsx';

type SearchResultsProps = {
  chat: Chat;
  search: MessageSearch;
  /** The text as the user has typed it. */
  text: string;
  /** What is wrong with the text. */
  problem: string | undefined;
  retry: () => void;
  /** Called when a result is opened. */
  open: () => void;
  list: RefObject<HTMLOListElement | null>;
};

/** The results, and how far the search is. */
export function SearchResults({ chat, search, text, problem, retry, open, list }: SearchResultsProps) {
  const state = search.state.value;
  const { messages, isSearching, more, error } = state;
  if (!online.value && messages.length === 0) return <p class="secondary search-status">{t.searchOffline}</p>;
  if (problem !== undefined)
    return (
      <p class="form-error search-status" role="alert">
        {problem}
      </p>
    );
  const queried = state.search?.text ?? '';
  return (
    <div class="search-results" aria-busy={isSearching}>
      <p class="secondary search-status" role="status">
        {statusText(state)}
      </p>
      {error !== undefined && (
        <p class="form-error search-status" role="alert">
          {errorText(error)}{' '}
          <button type="button" class="link-button" onClick={retry}>
            {t.tryAgain}
          </button>
        </p>
      )}
      <ol ref={list} aria-label={t.searchResults} onKeyDown={onListKeyDown}>
        {messages.map((message) => (
          <li key={messageAddress(message.channel, message.seq)}>
            <Result chat={chat} message={message} query={queried} text={text} open={open} />
          </li>
        ))}
      </ol>
      {more && !isSearching && (
        <button type="button" class="button wide" onClick={() => void search.more()}>
          {t.moreResults}
        </button>
      )}
    </div>
  );
}

type ResultProps = { chat: Chat; message: Message; query: string; text: string; open: () => void };

function Result({ chat, message, query, text, open }: ResultProps) {
  const { channel, timestamp, userId, username } = message;
  const nameOf = useDisplayName();
  const known = chat.channels.of(channel);
  const onClick = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    open();
    openResult(chat, message, text, event);
  };
  return (
    <a class="search-result" href={`#${addressOf(message)}`} onClick={onClick}>
      <Avatar userId={userId} username={username} />
      <span class="search-result-line">
        <strong dir="auto">{nameOf(message)}</strong>{' '}
        <span class="secondary">{known && t.resultIn(headingOf(known, chat.user.userId, nameOf))}</span>{' '}
        <time class="secondary" dateTime={timestamp}>
          {t.dateTime(timestamp)}
        </time>
      </span>
      {chat.blocked.userIds.value.has(userId) ? (
        <span class="search-snippet secondary">{t.messageFromBlockedUser}</span>
      ) : (
        <>
          <Snippet message={message} query={query} />
          {message.files && (
            <span class="search-snippet secondary" dir="auto">
              {message.files.map(({ name }) => name).join(', ')}
            </span>
          )}
        </>
      )}
    </a>
  );
}

function Snippet({ message, query }: { message: Message; query: string }) {
  return (
    <span class="search-snippet" dir="auto">
      {snippetOf(message, query).map(({ text, isMatch }, index) => (isMatch ? <mark key={index}>{text}</mark> : text))}
    </span>
  );
}

function statusText({ search, messages, isSearching, searchedTo, more, error }: SearchState): string {
  if (isSearching) return searchedTo === undefined ? t.searching : t.searchedBackTo(searchedTo);
  if (!search || error !== undefined) return '';
  if (messages.length > 0) return t.resultsFound(messages.length, more);
  return `${t.noResults} ${t.noResultsHelp}`;
}

// The arrow keys move between the results, and from the first one back to the field.
function onListKeyDown(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const links = [...event.currentTarget.querySelectorAll('a')];
  const at = links.indexOf(document.activeElement as HTMLAnchorElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
  if (next === undefined || at < 0) return;
  event.preventDefault();
  (next < 0 ? document.getElementById(SEARCH_FIELD) : links[Math.min(next, links.length - 1)])?.focus();
}
