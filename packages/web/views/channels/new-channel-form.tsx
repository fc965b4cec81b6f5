// Creating a channel: a form below the list of channels.
import { channelNameOf, type NewChannel, TITLE_MAX } from '@parley/chat';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { errorText } from '../../errors.ts';
import { t } from '../../i18n/all-texts.ts';
import type { Membership } from '../../state/channels/membership.ts';

type NewChannelFormProps = { membership: Membership; created: (name: string) => void; cancel: () => void };

/** The form. It stays open until the channel is created or the user cancels. */
export function NewChannelForm({ membership, created, cancel }: NewChannelFormProps) {
  const [title, setTitle] = useState('');
  const [isPrivate, setPrivate] = useState(false);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const address = channelNameOf(title);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  const create = (event: Event) => {
    event.preventDefault();
    if (title.trim() === '') return setError(t.channelNameMissing);
    setBusy(true);
    const about = { title: title.trim(), topic: '' };
    const channel: NewChannel = isPrivate ? { kind: 'private', ...about } : { kind: 'public', name: address, ...about };
    membership.create(channel).then(created, (cause: unknown) => {
      setError(errorText(cause));
      setBusy(false);
      field.current?.focus();
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    cancel();
  };
  return (
    <form class="new-channel-form" onSubmit={create} onKeyDown={onKeyDown} noValidate>
      <label for="channel-name">{t.channelName}</label>
      <input
        id="channel-name"
        ref={field}
        value={title}
        onInput={(event) => setTitle(event.currentTarget.value)}
        maxLength={TITLE_MAX}
        dir="auto"
        placeholder={t.channelNameExample}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        aria-invalid={error !== undefined}
        aria-describedby={['channel-address', error !== undefined && 'channel-name-error'].filter(Boolean).join(' ')}
      />
      <p class="secondary" id="channel-address">
        {!isPrivate && address !== '' && address !== title && t.channelAddress(address)}
      </p>
      {error !== undefined && (
        <p class="form-error" id="channel-name-error" role="alert">
          {error}
        </p>
      )}
      <label class="checkbox-field">
        <input type="checkbox" checked={isPrivate} onChange={(event) => setPrivate(event.currentTarget.checked)} />
        {t.privateChannel}
      </label>
      <div class="actions">
        <button type="submit" class="button primary" disabled={busy}>
          {t.create}
        </button>
        <button type="button" class="button" onClick={cancel}>
          {t.cancel}
        </button>
      </div>
    </form>
  );
}
