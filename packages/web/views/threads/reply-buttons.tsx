// The buttons in the toolbar of a message that reply to it: in a thread, and with a quote in the channel.
import { t } from '../../i18n/all-texts.ts';
import { Icon } from '../all-icons.tsx';
import type { ReplyActions } from './late-thread-views.ts';

/** The buttons. */
export function ReplyButtons({ quote, openThread }: ReplyActions) {
  const buttons = [
    { name: 'thread', label: t.replyInThread, perform: openThread },
    { name: 'reply', label: t.replyWithQuote, perform: quote },
  ] as const;
  return (
    <>
      {buttons.map(
        ({ name, label, perform }) =>
          perform && (
            <button
              type="button"
              key={name}
              class="icon-button"
              tabIndex={-1}
              aria-label={label}
              title={label}
              onClick={perform}
            >
              <Icon name={name} />
            </button>
          ),
      )}
    </>
  );
}
