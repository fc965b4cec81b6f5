// The reactions under a message: each emoji once, with how many people, pressed when the reader is one of them.
import type { Reactions } from '@parley/chat';
import * as t from '../../i18n/index.ts';
import { namedAmong } from '../../state/messages/rendered-messages.ts';
import { useNames } from '../users/user-view.tsx';

export type ReactionsProps = {
  reactions: readonly Reactions[];
  self: string;
  names: ReadonlyMap<string, string>;
  react: (emoji: string, on: boolean) => void;
};

/** A row of buttons: each gives or takes away the reader's own reaction. */
export function ReactionRow({ reactions, self, names, react }: ReactionsProps) {
  const nameOf = useNames();
  return (
    <ul class="reactions" aria-label={t.reactions}>
      {reactions.map(({ emoji, userIds }) => {
        const mine = userIds.includes(self);
        const named = namedAmong(userIds, names).map(nameOf);
        const who = t.reactedWith(emoji, named, userIds.length - named.length);
        return (
          <li key={emoji}>
            <button
              type="button"
              class="reaction"
              aria-pressed={mine}
              aria-label={t.reactionLabel(emoji, userIds.length, who, mine)}
              title={who}
              onClick={() => react(emoji, !mine)}
            >
              <span>{emoji}</span> <span>{userIds.length}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
