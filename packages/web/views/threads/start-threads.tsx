// Connects threads with the chat. Loaded when the chat is displayed.
import { userPath } from '@parley/chat';
import { computed } from '@preact/signals';
import { visible } from '../../platform/browser.ts';
import type { Chat } from '../../state/chat.ts';
import { systemClock } from '../../state/ports.ts';
import { Quotes } from '../../state/threads/quotes.ts';
import { Threads } from '../../state/threads/threads.ts';
import type { LateViews } from '../late-views.ts';
import { ComposerNotice } from './composer-notice.tsx';
import { Quote } from './quote.tsx';
import { ReplyButtons } from './reply-buttons.tsx';
import { ThreadSummary } from './thread-summary.tsx';

type ThreadViews = Pick<LateViews, 'Quote' | 'ComposerNotice' | 'ReplyButtons' | 'ThreadSummary'>;

/** Starts the list of threads; returns the views of threads in the chat, and how to stop. */
export function startThreads(chat: Chat): ThreadViews & { stop: () => void } {
  const quotes = new Quotes(chat.request);
  const threads = new Threads({
    request: chat.request,
    clock: systemClock,
    version: computed(() => chat.versions.value.threads ?? 0),
    channels: chat.channels.list,
    news: chat.channels.news,
    isLive: (channel) => chat.channels.isLive(channel),
    // A lost signal is made up for by a sync.
    signalDevices: (event) => void chat.events.publish(userPath(chat.user.userId), [event]).catch(() => undefined),
  });
  chat.threads.value = threads;
  const stopFlushing = visible.subscribe((isVisible) => {
    if (!isVisible) threads.flush();
  });
  return {
    Quote: (props) => <Quote chat={chat} quotes={quotes} {...props} />,
    ComposerNotice: (props) => <ComposerNotice chat={chat} quotes={quotes} {...props} />,
    ReplyButtons,
    ThreadSummary: (props) => <ThreadSummary chat={chat} {...props} />,
    stop: () => {
      chat.threads.value = undefined;
      stopFlushing();
      threads.stop();
    },
  };
}
