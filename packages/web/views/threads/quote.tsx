// The quote above a message: the author and the first line of the quoted message, as it is now.
import type { Message } from '@parley/chat';
import { t } from '../../i18n/all-texts.ts';
import { addressOf, openMessageAt } from '../../platform/reply-address.ts';
import type { Chat } from '../../state/chat.ts';
import type { Conversation } from '../../state/messages/conversation.ts';
import type { Quotes } from '../../state/threads/quotes.ts';
import { useDisplayName } from '../users/user-view.tsx';
import { useQuoted } from './composer-notice.tsx';
import { isHidden, lineOf } from './message-line.ts';

type QuoteProps = { chat: Chat; quotes: Quotes; seq: number };

/** A click goes to the quoted message. */
export function Quote(props: QuoteProps) {
  const conversation = props.chat.openChannel.value?.conversation;
  return conversation ? <QuoteOf {...props} conversation={conversation} /> : null;
}

function QuoteOf({ chat, quotes, seq, conversation }: QuoteProps & { conversation: Conversation }) {
  const nameOf = useDisplayName();
  const quoted = useQuoted(quotes, conversation, seq);
  if (typeof quoted === 'string') return <p class="quote">{quoted === 'loading' ? t.loading : t.quoteUnavailable}</p>;
  const hidden = isHidden(chat, quoted);
  return (
    <button
      type="button"
      class="quote"
      tabIndex={-1}
      onClick={({ currentTarget }) => goToMessage(currentTarget, quoted)}
    >
      <span class="visually-hidden">{t.goToQuoted} </span>
      {!hidden && <b dir="auto">{nameOf(quoted)}</b>}
      <span class={hidden ? 'one-line tombstone' : 'one-line'} dir="auto">
        {lineOf(chat, quoted)}
      </span>
    </button>
  );
}

// In the same list if the message is there; otherwise the address of the message, or of its thread, is opened.
function goToMessage(from: HTMLElement, quoted: Message): void {
  const target = from.closest('.messages')?.querySelector<HTMLElement>(`[data-seq="${quoted.seq}"]`);
  if (!target) return openMessageAt(addressOf(quoted));
  target.scrollIntoView({ block: 'center' });
  target.focus();
}
