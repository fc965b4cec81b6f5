// A dialog that finds users by their names, and does something with those who are chosen.
import type { User } from '@parley/chat';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import type { Chat } from '../../state/chat.ts';
import { Dialog, FormError, useAction } from '../dialog.tsx';
import { SEARCH_AFTER_MS } from './search-delay.ts';
import { Avatar, UserName } from './user-view.tsx';

type UserPickerDialogProps = {
  chat: Chat;
  title: string;
  label: string;
  submitLabel: string;
  /** The most users that can be chosen. */
  most: number;
  /** Users who cannot be chosen. */
  except?: ReadonlySet<string>;
  /** What is done; the dialog closes when it succeeds. */
  submit: (users: readonly User[]) => Promise<void>;
  close: () => void;
};

/** The signed-in user is not offered. */
export function UserPickerDialog(props: UserPickerDialogProps) {
  const { chat, title, label, submitLabel, most, except, submit, close } = props;
  const [name, setName] = useState('');
  const [found, setFound] = useState<readonly User[]>([]);
  const [searched, setSearched] = useState('');
  const [chosen, setChosen] = useState<readonly User[]>([]);
  const { busy, error, run } = useAction();
  useEffect(() => {
    if (name.trim() === '') return setFound([]);
    let current = true;
    const search = async () => {
      const users = await chat.membership.searchUsers(name);
      if (!current) return;
      setFound(users.filter(({ userId }) => userId !== chat.user.userId && !except?.has(userId)));
      setSearched(name);
    };
    const timer = setTimeout(() => void run(search), SEARCH_AFTER_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [name]);
  const isChosen = (userId: string) => chosen.some((one) => one.userId === userId);
  const toggle = (one: User) =>
    setChosen(isChosen(one.userId) ? chosen.filter(({ userId }) => userId !== one.userId) : [...chosen, one]);
  const onSubmit = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      await submit(chosen);
      close();
    });
  };
  const shown = [...chosen, ...found.filter(({ userId }) => !isChosen(userId))];
  return (
    <Dialog title={title} close={close}>
      <form onSubmit={onSubmit}>
        <label for="user-search">{label}</label>
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
              <Avatar {...one} />
              <label>
                <input
                  type="checkbox"
                  checked={isChosen(one.userId)}
                  disabled={!isChosen(one.userId) && chosen.length >= most}
                  onChange={() => toggle(one)}
                />
                <span class="user-line">
                  <UserName {...one} />
                </span>
              </label>
            </li>
          ))}
        </ul>
        {name.trim() !== '' && searched === name && !busy && error === undefined && shown.length === 0 && (
          <p class="secondary" role="status">
            {t.noPeopleFound}
          </p>
        )}
        <FormError error={error} />
        <div class="actions">
          <button type="submit" class="button primary" disabled={busy || chosen.length === 0}>
            {submitLabel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
