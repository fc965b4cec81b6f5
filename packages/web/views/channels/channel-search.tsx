// Finding a channel to come into, and somebody to write to.
import { DIRECT_MAX, type JoinableChannel, type User } from '@parley/chat';
import { useEffect, useState } from 'preact/hooks';
import * as t from '../../i18n/index.ts';
import { goTo } from '../../platform/browser.ts';
import type { Chat } from '../../state/chat.ts';
import { Dialog, ProblemLine, useAttempt } from '../dialog.tsx';

type FindProps = { chat: Chat; close: () => void };

/** The public channels that the person is not in. */
export function BrowseDialog({ chat: { membership }, close }: FindProps) {
  const [others, setOthers] = useState<readonly JoinableChannel[]>();
  const { busy, problem, attempt } = useAttempt();
  useEffect(() => void attempt(async () => setOthers(await membership.others())), []);
  const join = (name: string) =>
    attempt(async () => {
      goTo(await membership.join(name));
      close();
    });
  return (
    <Dialog title={t.browseChannels} close={close}>
      <ProblemLine problem={problem} />
      {others?.length === 0 && <p class="quiet">{t.allChannelsJoined}</p>}
      {others === undefined && problem === undefined && <p class="quiet">{t.loading}</p>}
      <ul class="people-list">
        {others?.map(({ name, title, topic, members }) => (
          <li key={name}>
            <p>
              <strong dir="auto">#{title}</strong>
              <span class="quiet" dir="auto">
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

/** A new direct conversation: people are looked for by the beginning of their names. */
export function DirectDialog({ chat: { membership, person }, close }: FindProps) {
  const [name, setName] = useState('');
  const [found, setFound] = useState<readonly User[]>([]);
  const [chosen, setChosen] = useState<readonly User[]>([]);
  const { busy, problem, attempt } = useAttempt();
  useEffect(() => {
    if (name.trim() === '') return setFound([]);
    let current = true;
    void attempt(async () => {
      const people = await membership.people(name);
      if (current) setFound(people.filter(({ userId }) => userId !== person.userId));
    });
    return () => {
      current = false;
    };
  }, [name]);
  const isChosen = (userId: string) => chosen.some((one) => one.userId === userId);
  const toggle = (one: User) =>
    setChosen(isChosen(one.userId) ? chosen.filter(({ userId }) => userId !== one.userId) : [...chosen, one]);
  const begin = (event: Event) => {
    event.preventDefault();
    void attempt(async () => {
      goTo(await membership.create({ kind: 'direct', userIds: chosen.map(({ userId }) => userId) }));
      close();
    });
  };
  const shown = [...chosen, ...found.filter(({ userId }) => !isChosen(userId))];
  return (
    <Dialog title={t.newDirectMessage} close={close}>
      <form onSubmit={begin}>
        <label for="people-name">{t.recipients}</label>
        <input
          id="people-name"
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
          placeholder={t.searchPeople}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
        />
        <ul class="people-list" aria-label={t.people}>
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
        {name.trim() !== '' && !busy && problem === undefined && shown.length === 0 && (
          <p class="quiet" role="status">
            {t.noPeopleFound}
          </p>
        )}
        <ProblemLine problem={problem} />
        <div class="actions">
          <button type="submit" class="button primary" disabled={chosen.length === 0}>
            {t.startChat}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
