// Above the message field: which message is being edited or will be quoted.
import type { Message } from '@parley/chat';
import { useEffect } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import { finePointer } from '../../platform/browser.ts';
import type { Chat } from '../../state/chat.ts';
import type { Conversation } from '../../state/messages/conversation.ts';
import type { Draft } from '../../state/messages/drafts.ts';
import type { Quoted, Quotes } from '../../state/threads/quotes.ts';
import { Icon } from '../all-icons.tsx';
import { useDisplayName } from '../users/user-view.tsx';
import { lineOf } from './message-line.ts';

type ComposerNoticeProps = { chat: Chat; quotes: Quotes; draft: Draft; id: string };

/** `id` is that of the notice, which describes the field. */
export function ComposerNotice({ chat, quotes, draft, id }: ComposerNoticeProps) {
  const isEditing = draft.edit.value !== undefined;
  const quote = draft.quote.value;
  const conversation = chat.openChannel.value?.conversation;
  if (!isEditing && quote === undefined) return null;
  const cancel = () => {
    if (isEditing) draft.startEdit(undefined);
    else draft.startQuote(undefined);
  };
  return (
    <p class={isEditing ? 'editing' : 'editing quoting'} id={id}>
      <Icon name={isEditing ? 'edit' : 'reply'} />
      {isEditing && <span>{finePointer.value ? t.editingMessageWithKeys : t.editingMessage}</span>}
      {!isEditing && quote !== undefined && conversation && <QuotedLine {...{ chat, quotes, conversation, quote }} />}
      <button type="button" class="link-button" onClick={cancel}>
        {t.cancel}
      </button>
    </p>
  );
}

type QuotedLineProps = { chat: Chat; quotes: Quotes; conversation: Conversation; quote: number };

function QuotedLine({ chat, quotes, conversation, quote }: QuotedLineProps) {
  const nameOf = useDisplayName();
  const quoted = useQuoted(quotes, conversation, quote);
  return (
    <span class="one-line" dir="auto">
      {typeof quoted === 'string' ? textOf(quoted) : t.replyingTo(nameOf(quoted), lineOf(chat, quoted))}
    </span>
  );
}

function textOf(quoted: Exclude<Quoted, Message>): string {
  return quoted === 'loading' ? t.loading : t.quoteUnavailable;
}

/** A quoted message, which is read if it is not loaded. */
export function useQuoted(quotes: Quotes, conversation: Conversation, seq: number): Quoted {
  const quoted = quotes.find(conversation, seq);
  useEffect(() => {
    if (quoted === 'loading') void quotes.load(conversation, seq);
  }, [quoted, conversation.timeline.value.covered]);
  return quoted;
}
