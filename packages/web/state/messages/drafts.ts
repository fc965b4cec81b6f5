// The drafts of the composer, one for each channel, shared by all tabs of the browser and kept when they are closed.
import { MESSAGE_MAX, type Message } from '@parley/chat';
import { type ReadonlySignal, signal } from '@preact/signals';

/** Drafts that are stored; when another channel gets one, the one that was changed longest ago is deleted. */
export const DRAFTS_MAX = 50;

/** What is stored of a draft: a text that is too long to be sent can be shortened. All drafts have at most 1,000,000 characters. */
export const DRAFT_MAX = 2 * MESSAGE_MAX;

/** Texts by key, shared by all tabs; '' deletes. A storage that is full or denied keeps nothing. */
export interface DraftStorage {
  read(key: string): string;
  write(key: string, text: string): void;
  keys(): readonly string[];
  /** Calls back when another tab has changed the text of a key. */
  subscribe(listener: (key: string) => void): void;
}

/** A message that is being edited, and its new text so far. */
export type PendingEdit = { message: Message; text: string };

/** The drafts of one user. */
export class Drafts {
  readonly #prefix: string;
  readonly #storage: DraftStorage;
  readonly #now: () => number;
  readonly #drafts = new Map<string, Draft>();

  constructor(userId: string, storage: DraftStorage, now: () => number) {
    this.#prefix = `parley.draft.${userId}.`;
    this.#storage = storage;
    this.#now = now;
    storage.subscribe((key) => this.#drafts.get(key)?.show(parseDraft(storage.read(key))));
  }

  /** The draft of a channel. */
  of(channel: string): Draft {
    const key = this.#prefix + channel;
    const draft =
      this.#drafts.get(key) ?? new Draft(parseDraft(this.#storage.read(key)), (written) => this.#store(key, written));
    this.#drafts.set(key, draft);
    return draft;
  }

  /** Whether a message is being edited in this tab: an edit that is not saved does not survive a reload. */
  get editing(): boolean {
    return [...this.#drafts.values()].some((draft) => draft.edit.value !== undefined);
  }

  /** Deletes all drafts, as the user signs out. */
  clear(): void {
    for (const key of this.#keys()) this.#storage.write(key, '');
    for (const draft of this.#drafts.values()) draft.show({ text: '' });
  }

  #store(key: string, { text, quote }: Written): void {
    const isEmpty = text === '' && quote === undefined;
    const isNew = !isEmpty && this.#storage.read(key) === '';
    const quoted = quote === undefined ? '' : `>${quote}`;
    this.#storage.write(key, isEmpty ? '' : `${this.#now()}${quoted} ${text.slice(0, DRAFT_MAX)}`);
    const age = (one: string) => Number.parseInt(this.#storage.read(one), 10);
    if (isNew) {
      const oldest = this.#keys().toSorted((a, b) => age(b) - age(a));
      for (const one of oldest.slice(DRAFTS_MAX)) if (one !== key) this.#storage.write(one, '');
    }
  }

  #keys(): string[] {
    return this.#storage.keys().filter((key) => key.startsWith(this.#prefix));
  }
}

/** What is stored of a draft. `quote` is the seq of the message that it quotes. */
type Written = { text: string; quote?: number | undefined };

/** The text of a message that is being written, what it quotes, and the edit of another one that is not saved yet. */
export class Draft {
  readonly #text = signal('');
  readonly #quote = signal<number | undefined>(undefined);
  readonly #edit = signal<PendingEdit | undefined>(undefined);
  readonly #store: (written: Written) => void;

  constructor(written: Written, store: (written: Written) => void) {
    this.show(written);
    this.#store = store;
  }

  get text(): ReadonlySignal<string> {
    return this.#text;
  }

  /** The edit, which stays while another channel is open. */
  get edit(): ReadonlySignal<PendingEdit | undefined> {
    return this.#edit;
  }

  /** The seq of the message that the text will quote. */
  get quote(): ReadonlySignal<number | undefined> {
    return this.#quote;
  }

  /** Quotes a message in the text, or none. */
  startQuote(seq: number | undefined): void {
    this.#save(this.#text.peek(), seq);
  }

  /** Starts to edit a message, or ends the edit. */
  startEdit(message: Message | undefined): void {
    this.#edit.value = message && { message, text: message.message };
  }

  /** Replaces the text of the edit, or that of the draft if there is none. */
  write(text: string): void {
    const edit = this.#edit.peek();
    if (edit) {
      this.#edit.value = { ...edit, text };
      return;
    }
    this.#save(text, this.#quote.peek());
  }

  /** Ends an edit, and inserts a text, such as a message that was taken out of the outbox, before what is written already. */
  prepend(text: string): void {
    this.startEdit(undefined);
    const written = this.#text.peek();
    this.write(written === '' ? text : `${text}\n${written}`);
  }

  /** Shows what is stored already. */
  show({ text, quote }: Written): void {
    this.#text.value = text;
    this.#quote.value = quote;
  }

  #save(text: string, quote: number | undefined): void {
    this.show({ text, quote });
    this.#store({ text, quote });
  }
}

// What is stored is the time of the last change, `>` and the seq of the quoted message if there is one, a space, and the text.
function parseDraft(stored: string): Written {
  const end = stored.indexOf(' ');
  const quote = Number(stored.slice(0, end).split('>')[1]) || undefined;
  return { text: stored.slice(end + 1), quote };
}
