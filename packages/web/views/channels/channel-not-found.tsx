// The address names a channel that does not exist.
import { useState } from 'preact/hooks';
import { sentence } from '../../errors.ts';
import * as t from '../../i18n/index.ts';
import type { Chat } from '../../state/chat.ts';

/** Says that there is no such channel, and offers to make it. */
export function NoChannel({ chat, name }: { chat: Chat; name: string }) {
  const [problem, setProblem] = useState<string>();
  const create = () => {
    chat.membership.create({ kind: 'public', name, topic: '' }).then(
      () => chat.show(name),
      (error: unknown) => setProblem(sentence(error)),
    );
  };
  return (
    <div class="empty">
      <p dir="auto">{t.channelNotFound(name)}</p>
      {problem !== undefined && (
        <p class="field-problem" role="alert">
          {problem}
        </p>
      )}
      <button type="button" class="button primary" onClick={create}>
        {t.createChannel}
      </button>
    </div>
  );
}
