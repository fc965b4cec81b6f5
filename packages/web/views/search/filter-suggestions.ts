// Suggestions for the filter that is being typed: people after `from:`, channels after `in:`, days after `before:` and `after:`.
import type { User } from '@parley/chat';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import type { Chat } from '../../state/chat.ts';
import { ranked } from '../../state/fuzzy-search.ts';
import { type NamedChannel, openFilter } from '../../state/search/query-text.ts';
import { SEARCH_AFTER_MS } from '../users/search-delay.ts';
import { useDisplayName } from '../users/user-view.tsx';

/** A value of a filter, and how it is displayed. */
export type FilterSuggestion = { value: string; label: string; hint: string };

/** The most that are displayed. */
const SUGGESTIONS_MAX = 6;

/** The suggestions for the end of a query; none when its value is complete. */
export function useFilterSuggestions(
  chat: Chat,
  channels: readonly NamedChannel[],
  text: string,
): readonly FilterSuggestion[] {
  const { filter, value = '' } = openFilter(text) ?? {};
  const nameOf = useDisplayName();
  const people = usePeople(chat, filter === 'from' ? value : undefined);
  const all =
    filter === 'from'
      ? ranked(
          people.map((user) => ({ value: user.username, label: nameOf(user), hint: `@${user.username}` })),
          value.replace(/^@/, ''),
        )
      : filter === 'in'
        ? ranked(
            channels.map(({ title }) => ({ value: title, label: title, hint: '' })),
            value.replace(/^#/, ''),
          )
        : filter === 'before' || filter === 'after'
          ? recentDays().filter((day) => day.value.startsWith(value))
          : [];
  const suggestions = all.slice(0, SUGGESTIONS_MAX);
  return suggestions.some((one) => one.value === value) ? [] : suggestions;
}

// The user, those in direct conversations, and those whom the server finds.
function usePeople({ channels, membership, user }: Chat, name: string | undefined): User[] {
  const [found, setFound] = useState<readonly User[]>([]);
  const query = name?.replace(/^@/, '') ?? '';
  useEffect(() => {
    setFound([]);
    if (query === '' || user.guest) return;
    let current = true;
    const timer = setTimeout(async () => {
      const users = await membership.searchUsers(query).catch(() => []);
      if (current) setFound(users);
    }, SEARCH_AFTER_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [query]);
  if (name === undefined) return [];
  const known = channels.list.value.flatMap(({ participants = [] }) => participants);
  return [...new Map([user, ...known, ...found].map((one) => [one.userId, one])).values()];
}

const DAY_MS = 24 * 60 * 60_000;

// Today, yesterday, a week and a month ago, in the calendar of the user.
function recentDays(): FilterSuggestion[] {
  const now = Date.now();
  return [0, 1, 7, 30].map((days) => {
    const at = new Date(now - days * DAY_MS);
    const [month, day] = [at.getMonth() + 1, at.getDate()].map((part) => `${part}`.padStart(2, '0'));
    return { value: `${at.getFullYear()}-${month}-${day}`, label: t.day(at.toISOString(), now), hint: '' };
  });
}
