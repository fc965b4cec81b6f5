// The drafts of the composer, one for each channel, kept over a reload of the tab.
import { type ReadonlySignal, signal } from '@preact/signals';
import { tabStorage } from '../../platform/browser.ts';

const drafts = new Map<string, Draft>();

/** The draft of a user in a channel. */
export function draftOf(userId: string, channel: string): Draft {
  const key = `parley.draft.${userId}.${channel}`;
  const draft = drafts.get(key) ?? new Draft(key);
  drafts.set(key, draft);
  return draft;
}

/** The text of a message that is being written. */
class Draft {
  readonly #key: string;
  readonly #text;

  constructor(key: string) {
    this.#key = key;
    this.#text = signal(tabStorage.get(key));
  }

  get text(): ReadonlySignal<string> {
    return this.#text;
  }

  /** Replaces the text. */
  write(text: string): void {
    this.#text.value = text;
    tabStorage.set(this.#key, text);
  }

  /** Inserts a text, such as a message that was taken out of the outbox, before what is written already. */
  prepend(text: string): void {
    const written = this.#text.peek();
    this.write(written === '' ? text : `${text}\n${written}`);
  }
}

export type { Draft };
