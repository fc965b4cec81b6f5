// The threads of a page: the list of those that the user follows, and the one that is displayed, as the views of threads use them.
import { type Message, userPath } from '@parley/chat';
import { computed, effect, untracked } from '@preact/signals';
import { OpenThread } from '../../packages/web/state/threads/open-thread.ts';
import { unreadReply } from '../../packages/web/state/threads/thread-reading.ts';
import { Threads } from '../../packages/web/state/threads/threads.ts';
import type { Tab } from './tab.ts';

/** The threads of one visit of a page. */
export class TabThreads {
  readonly threads: Threads;
  readonly #tab: Tab;
  #displayed: { thread: OpenThread; stop: () => void } | undefined;

  constructor(tab: Tab) {
    const { chat, lifetime } = tab;
    this.#tab = tab;
    this.threads = new Threads({
      request: chat.request,
      clock: lifetime,
      version: computed(() => chat.versions.value.threads ?? 0),
      channels: chat.channels.list,
      news: chat.channels.news,
      isLive: (channel) => chat.channels.isLive(channel),
      signalDevices: (event) => void chat.events.publish(userPath(chat.user.userId), [event]).catch(() => undefined),
    });
    chat.threads.value = this.threads;
  }

  /** The thread that is displayed beside its channel. */
  get displayed(): OpenThread | undefined {
    return this.#displayed?.thread;
  }

  /** Displays a thread of the open channel; `onDisplay` receives its messages whenever they change. */
  display(root: number, onDisplay: (messages: readonly Message[]) => void): void {
    const { chat, lifetime, conversation } = this.#tab;
    if (!conversation) return;
    this.close();
    const thread = new OpenThread(root, { request: chat.request, clock: lifetime, conversation });
    const stopObserving = effect(() => {
      const messages = thread.messages.value;
      untracked(() => onDisplay(messages));
    });
    // As in packages/web/views/threads/thread-panel.tsx: what is displayed of a followed thread is read.
    const { userId } = this.#tab.device.user;
    const unread = computed(() => unreadReply(thread, thread.messages.value, this.threads, userId));
    const stopReading = effect(() => {
      const newest = unread.value;
      if (newest === undefined) return;
      untracked(() => {
        this.threads.markRead({ channel: thread.channel, seq: root }, newest);
        thread.setFollowing(true, newest);
      });
    });
    const stop = () => {
      stopObserving();
      stopReading();
      thread.stop();
    };
    this.#displayed = { thread, stop };
    void thread.load();
  }

  /** Closes the thread that is displayed. */
  close(): void {
    this.#displayed?.stop();
    this.#displayed = undefined;
  }

  /** Ends with the page. */
  stop(): void {
    this.close();
    this.threads.stop();
  }
}
