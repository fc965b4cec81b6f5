// The dialogs that find a public channel to join, and users to start a direct conversation with.
import { DIRECT_MAX, type JoinableChannel, type User } from '@parley/chat';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import { goTo } from '../../platform/browser.ts';
import type { Chat } from '../../state/chat.ts';
import { Dialog, FormError, useAction } from '../dialog.tsx';

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

/** Starts a direct conversation. Users are found by the beginning of their usernames. */
export function NewDirectMessageDialog({ chat: { membership, user }, close }: SearchDialogProps) {
  const [name, setName] = useState('');
  const [found, setFound] = useState<readonly User[]>([]);
  const [chosen, setChosen] = useState<readonly User[]>([]);
  const { busy, error, run } = useAction();
  useEffect(() => {
    if (name.trim() === '') return setFound([]);
    let current = true;
    void run(async () => {
      const users = await membership.searchUsers(name);
      if (current) setFound(users.filter(({ userId }) => userId !== user.userId));
    });
    return () => {
      current = false;
    };
  }, [name]);
  const isChosen = (userId: string) => chosen.some((one) => one.userId === userId);
  const toggle = (one: User) =>
    setChosen(isChosen(one.userId) ? chosen.filter(({ userId }) => userId !== one.userId) : [...chosen, one]);
  const start = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      goTo(await membership.create({ kind: 'direct', userIds: chosen.map(({ userId }) => userId) }));
      close();
    });
  };
  const shown = [...chosen, ...found.filter(({ userId }) => !isChosen(userId))];
  return (
    <Dialog title={t.newDirectMessage} close={close}>
      <form onSubmit={start}>
        <label for="user-search">{t.recipients}</label>
        <input
          id="user-search"
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
          placeholder={t.searchPeople}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
        />
        <ul class="user-list" aria-label={t.people}>
          {shown.map((one) => (
            <li key={one.userId}>
              <label>
                <input
                  type="checkbox"
                  checked={isChosen(one.userId)}
                  disabled={!isChosen(one.userId) && chosen.length >= DIRECT_MAX - 1}
                  onChange={() => toggle(one)}
                />
                <span dir="auto">{one.username}</span>
              </label>
            </li>
          ))}
        </ul>
        {name.trim() !== '' && !busy && error === undefined && shown.length === 0 && (
          <p class="secondary" role="status">
            {t.noPeopleFound}
          </p>
        )}
        <FormError error={error} />
        <div class="actions">
          <button type="submit" class="button primary" disabled={chosen.length === 0}>
            {t.startChat}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
