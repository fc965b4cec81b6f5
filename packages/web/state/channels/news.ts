// News: messages of others as they arrive, in all channels.
import type { Message } from '@parley/chat';

/** A message of another user. Without `message` only the server's hint has arrived, which says that it mentions the user. */
export type News = { channel: string; seq: number; isMention: boolean; message?: Message };

/** Those who want to know of news. */
export class NewsListeners {
  readonly #listeners = new Set<(news: News) => void>();

  /** Adds a listener; returns how to remove it. */
  add(listener: (news: News) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(news: News): void {
    for (const listener of this.#listeners) listener(news);
  }
}
