// The dialogs that find a public channel to join, and users to start a direct conversation with.
import { DIRECT_MAX, type JoinableChannel } from '@parley/chat';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import { goTo } from '../../platform/browser.ts';
import type { Chat } from '../../state/chat.ts';
import { Dialog, FormError, useAction } from '../dialog.tsx';
import { UserPickerDialog } from '../users/user-picker.tsx';

type SearchDialogProps = { chat: Chat; close: () => void };

/** Lists the public channels that the user is not a member of. */
export function BrowseChannelsDialog({ chat: { membership }, close }: SearchDialogProps) {
  const [joinable, setJoinable] = useState<readonly JoinableChannel[]>();
  const { busy, error, run } = useAction();
  useEffect(() => void run(async () => setJoinable(await membership.joinableChannels())), []);
  const join = (name: string) =>
    run(async () => {
      goTo(await membership.join(name));
      close();
    });
  return (
    <Dialog title={t.browseChannels} close={close}>
      <FormError error={error} />
      {joinable?.length === 0 && <p class="secondary">{t.allChannelsJoined}</p>}
      {joinable === undefined && error === undefined && <p class="secondary">{t.loading}</p>}
      <ul class="user-list">
        {joinable?.map(({ name, title, topic, members }) => (
          <li key={name}>
            <p>
              <strong dir="auto">#{title}</strong>
              <span class="secondary" dir="auto">
                {t.memberCount(members)}
                {topic && ` – ${topic}`}
              </span>
            </p>
            <button
              type="button"
              class="button"
              disabled={busy}
              onClick={() => join(name)}
              aria-label={t.joinChannel(`#${title}`)}
            >
              {t.join}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** Starts a direct conversation. */
export function NewDirectMessageDialog({ chat, close }: SearchDialogProps) {
  return (
    <UserPickerDialog
      chat={chat}
      title={t.newDirectMessage}
      label={t.recipients}
      submitLabel={t.startChat}
      most={DIRECT_MAX - 1}
      submit={async (users) =>
        goTo(await chat.membership.create({ kind: 'direct', userIds: users.map(({ userId }) => userId) }))
      }
      close={close}
    />
  );
}
