// The reactions under a message: each emoji with its count, pressed when the reader is among the users who reacted.
import type { Reactions } from '@parley/chat';
import { t } from '../../i18n/index.ts';
import { knownAmong } from '../../state/messages/rendered-messages.ts';
import { useDisplayName } from '../users/user-view.tsx';

type ReactionRowProps = {
  reactions: readonly Reactions[];
  self: string;
  names: ReadonlyMap<string, string>;
  react: (emoji: string, on: boolean) => void;
};

/** A row of buttons; each adds or removes the reader's own reaction. */
export function ReactionRow({ reactions, self, names, react }: ReactionRowProps) {
  const nameOf = useDisplayName();
  return (
    <ul class="reactions" aria-label={t.reactions}>
      {reactions.map(({ emoji, userIds }) => {
        const own = userIds.includes(self);
        const named = knownAmong(userIds, names).map(nameOf);
        const who = t.reactedWith(emoji, named, userIds.length - named.length);
        return (
          <li key={emoji}>
            <button
              type="button"
              class="reaction"
              tabIndex={-1}
              aria-pressed={own}
              aria-label={t.reactionLabel(emoji, userIds.length, who, own)}
              title={who}
              onClick={() => react(emoji, !own)}
            >
              <span>{emoji}</span> <span>{userIds.length}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
