// The list of a channel's files: loaded page by page, with what the open channel knows of later messages and deletions.
import { type Entry, type FileKind, type FileList, fileKindOf, isInChannel, type ListedFile } from '@parley/chat';
import { signal } from '@preact/signals';

/** Requests a page. */
export type RequestFiles = (query: { before?: number; kind?: FileKind }) => Promise<FileList>;

/** What is loaded. Without `next` the list is complete; `failed` is why the last page could not be loaded. */
export type FileListState = { files: readonly ListedFile[]; next?: number; loading: boolean; failed?: unknown };

/** The files of one kind, or all, of one channel. */
export class ChannelFileList {
  readonly #request: RequestFiles;
  readonly #kind: FileKind | undefined;
  readonly state = signal<FileListState>({ files: [], loading: true });
  #pages = 0;

  constructor(request: RequestFiles, kind: FileKind | undefined) {
    this.#request = request;
    this.#kind = kind;
  }

  /** Loads the next page, or the first one. A page of one kind may be empty although there are more: the next one is loaded then. */
  async load(): Promise<void> {
    if (this.#pages > 0 && (this.state.peek().loading || this.state.peek().next === undefined)) return;
    this.#pages += 1;
    const { failed: _, ...before } = this.state.peek();
    this.state.value = { ...before, loading: true };
    try {
      for (let more = true; more; ) {
        const { files: known, next: place } = this.state.peek();
        const { files, next } = await this.#request({
          ...(place !== undefined && { before: place }),
          ...(this.#kind && { kind: this.#kind }),
        });
        more = files.length === 0 && next !== undefined;
        this.state.value = { files: [...known, ...files], loading: more, ...(next !== undefined && { next }) };
      }
    } catch (failed) {
      if (this.state.peek().files.length === 0 && this.state.peek().next === undefined) this.#pages = 0;
      this.state.value = { ...this.state.peek(), loading: false, failed };
    }
  }
}

/**
 * The listed files and those of later messages, without those of messages that were deleted, newest first. The list is read from an index
 * that may lag behind the log, and is not loaded again while it is displayed.
 */
export function withEntries(
  { files, next }: Pick<FileListState, 'files' | 'next'>,
  entries: readonly Entry[],
  kind: FileKind | undefined,
): ListedFile[] {
  const deleted = new Set(entries.flatMap((entry) => (entry.kind === 'deletion' ? [entry.target] : [])));
  const from = next === undefined ? 0 : (files.at(-1)?.seq ?? Number.POSITIVE_INFINITY);
  const known = entries.flatMap((entry) => (entry.kind === 'message' && entry.seq >= from ? filesOf(entry) : []));
  const all = new Map([...known, ...files].map((file) => [file.fileId, file]));
  return [...all.values()]
    .filter(({ seq, type }) => !deleted.has(seq) && (kind === undefined || fileKindOf(type) === kind))
    .sort((one, other) => other.seq - one.seq);
}

function filesOf(message: Entry & { kind: 'message' }): ListedFile[] {
  const { files = [], deleted, seq, userId, username, timestamp, thread } = message;
  const isReply = thread !== undefined && !isInChannel(message);
  const place = { seq, userId, username, timestamp, ...(isReply && { thread }) };
  return deleted ? [] : files.map((file) => ({ ...file, ...place }));
}
