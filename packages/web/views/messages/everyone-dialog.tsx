// Asks before a message mentions everyone, with the number of users whom it reaches.
import type { Channel, Everyone, Member } from '@parley/chat';
import { useEffect, useState } from 'preact/hooks';
import { moderationApi } from '../../api/moderation-api.ts';
import { t } from '../../i18n/all-texts.ts';
import type { Chat } from '../../state/chat.ts';
import { Dialog } from '../dialog.tsx';

type EveryoneDialogProps = {
  chat: Chat;
  channel: Channel['name'];
  heading: string;
  everyone: Everyone;
  send: (everyone: Everyone | undefined) => void;
  close: () => void;
};

/** The message can be sent with the mention or without it, in which case the word is text. */
export function EveryoneDialog({ chat, channel, heading, everyone, send, close }: EveryoneDialogProps) {
  const others = useOthers(chat, channel);
  const online = useOnline(chat, everyone === 'here' ? others : undefined);
  const reached = everyone === 'here' ? online : others?.length;
  return (
    <Dialog title={t.everyoneTitle(heading)} close={close}>
      <div class="dialog-body">
        <p role="status">
          {reached === undefined ? t.everyoneUncounted[everyone] : t.everyoneReached[everyone](reached)}
        </p>
        <div class="actions">
          <button type="button" class="button primary" onClick={() => send(everyone)}>
            {t.sendAndNotify}
          </button>
          <button type="button" class="button" onClick={() => send(undefined)}>
            {t.sendWithoutNotifying}
          </button>
          <button type="button" class="button quiet" onClick={close}>
            {t.cancel}
          </button>
        </div>
      </div>
    </Dialog>
  );
}

function useOthers(chat: Chat, channel: string): readonly Member[] | undefined {
  const [others, setOthers] = useState<readonly Member[]>();
  useEffect(() => {
    moderationApi(chat)
      .listMembers(channel)
      .then(
        ({ members }) => setOthers(members.filter(({ userId }) => userId !== chat.user.userId)),
        () => undefined,
      );
  }, []);
  return others;
}

// Asking who is online is also what makes their pages say so.
function useOnline(chat: Chat, members: readonly Member[] | undefined): number | undefined {
  const presences = chat.presence.value;
  useEffect(() => {
    const stops = (members ?? []).map(({ userId }) => presences?.display(userId));
    return () => {
      for (const stop of stops) stop?.();
    };
  }, [members]);
  if (!presences || presences.hidden.value) return undefined;
  return members?.filter(({ userId }) => presences.of(userId) === 'online').length;
}
