// What is shown when the page's address names a channel that does not exist.
import { useState } from 'preact/hooks';
import { errorText } from '../../errors.ts';
import * as t from '../../i18n/index.ts';
import type { Chat } from '../../state/chat.ts';
import { FormError } from '../dialog.tsx';

/** Offers to create the channel. */
export function ChannelNotFound({ chat, name }: { chat: Chat; name: string }) {
  const [error, setError] = useState<string>();
  const create = () => {
    chat.membership.create({ kind: 'public', name, topic: '' }).then(
      () => chat.open(name),
      (cause: unknown) => setError(errorText(cause)),
    );
  };
  return (
    <div class="empty-state">
      <p dir="auto">{t.channelNotFound(name)}</p>
      <FormError error={error} />
      <button type="button" class="button primary" onClick={create}>
        {t.createChannel}
      </button>
    </div>
  );
}
