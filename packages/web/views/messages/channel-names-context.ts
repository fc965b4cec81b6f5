// The names of the channels that the reader sees, which are links in messages.
import { createContext } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Chat } from '../../state/chat.ts';

/** It is the same set until a channel is added or removed, so that no message is rendered again for anything else. */
export const ChannelNamesContext = createContext<ReadonlySet<string>>(new Set());

/** The names for the context. The names of direct conversations are ids that no reader types. */
export function useChannelNames({ channels }: Chat): ReadonlySet<string> {
  const names = channels.list.value.flatMap(({ name, kind }) => (kind === 'direct' ? [] : [name])).join(' ');
  return useMemo(() => new Set(names.split(' ')), [names]);
}
