// Making a channel: a field under the list of channels.
import { type NewChannel as Asked, CHANNEL_NAME_MAX } from '@parley/chat';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { sentence } from '../../errors.ts';
import * as t from '../../i18n/index.ts';
import { goTo } from '../../platform/browser.ts';
import type { Membership } from '../../state/channels/membership.ts';
import { Icon } from '../icons.tsx';

/** A button that becomes a form; it stays open until the channel is there or the person gives up. */
export function NewChannel({ membership }: { membership: Membership }) {
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const giveUp = () => {
    setOpen(false);
    // The button comes back with the next drawing.
    requestAnimationFrame(() => opener.current?.focus());
  };
  const made = (name: string) => {
    setOpen(false);
    goTo(name);
  };
  if (open) return <Form membership={membership} made={made} close={giveUp} />;
  return (
    <button type="button" class="new-channel" ref={opener} onClick={() => setOpen(true)}>
      <Icon name="plus" />
      {t.newChannel}
    </button>
  );
}

type FormProps = { membership: Membership; made: (name: string) => void; close: () => void };

function Form({ membership, made, close }: FormProps) {
  const [name, setName] = useState('');
  const [hidden, setHidden] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [asking, setAsking] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  const create = (event: Event) => {
    event.preventDefault();
    setAsking(true);
    const asked: Asked = hidden
      ? { kind: 'private', title: name.trim(), topic: '' }
      : { kind: 'public', name: name.trim(), topic: '' };
    membership.create(asked).then(made, (error: unknown) => {
      setProblem(sentence(error));
      setAsking(false);
      field.current?.focus();
    });
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    close();
  };
  return (
    <form class="new-channel-form" onSubmit={create} onKeyDown={pressed} noValidate>
      <label for="channel-name">{t.channelName}</label>
      <input
        id="channel-name"
        ref={field}
        value={name}
        onInput={(event) => setName(event.currentTarget.value)}
        maxLength={CHANNEL_NAME_MAX * 2}
        placeholder={t.channelNameExample}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : 'channel-problem'}
      />
      {problem !== undefined && (
        <p class="field-problem" id="channel-problem" role="alert">
          {problem}
        </p>
      )}
      <label class="choice">
        <input type="checkbox" checked={hidden} onChange={(event) => setHidden(event.currentTarget.checked)} />
        {t.privateChannel}
      </label>
      <div class="actions">
        <button type="submit" class="button primary" disabled={asking}>
          {t.create}
        </button>
        <button type="button" class="button" onClick={close}>
          {t.cancel}
        </button>
      </div>
    </form>
  );
}
