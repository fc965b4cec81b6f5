// Picking files: each is checked and prepared before it is uploaded, and what cannot be sent is said.
import { type FileReference, type FilesConfig, MESSAGE_FILES_MAX, newId, referenceTo } from '@parley/chat';
import { signal } from '@preact/signals';
import { errorText } from '../../errors.ts';
import { t } from '../../i18n/all-texts.ts';
import { type FileContent, isFor } from './file-record.ts';
import { checkFile } from './file-refusals.ts';
import type { FileUploads, NewFile } from './file-uploads.ts';

/** A file that is being prepared. */
export type PickedFile = { fileId: string; channel: string; thread?: number; name: string; size: number };

/** What a picker is given. `prepare` makes what is uploaded of a file, or throws why it cannot be sent. */
export type FilePickerDeps = {
  config: FilesConfig;
  uploads: Pick<FileUploads, 'tray' | 'add' | 'remove'>;
  prepare: (
    file: File,
  ) => Promise<{ file: Omit<NewFile, 'fileId' | 'channel' | 'thread'>; content: FileContent; notice?: string }>;
};

/** A problem of the files that were picked last for a channel, or for a thread. */
type Problem = { channel: string; thread?: number | undefined; text: string };

/** The files of one tab that are being prepared, and why others were refused. Each method is about a channel or, with its root, a thread. */
export class FilePicker {
  readonly #deps: FilePickerDeps;
  readonly #picked = signal<readonly PickedFile[]>([]);
  readonly #problems = signal<readonly Problem[]>([]);

  constructor(deps: FilePickerDeps) {
    this.#deps = deps;
  }

  /** The files that are being prepared. */
  preparing(channel: string, thread?: number): readonly PickedFile[] {
    return this.#picked.value.filter((one) => isFor(one, channel, thread));
  }

  /** Whether a file would be lost if the tab were closed now, as it is not stored yet. */
  get atRisk(): boolean {
    return this.#picked.peek().length > 0;
  }

  /** Why files were refused that were picked last. */
  problems(channel: string, thread?: number): readonly string[] {
    return this.#problems.value.filter((one) => isFor(one, channel, thread)).map(({ text }) => text);
  }

  /** The files with which a message is sent; undefined while some are being prepared. */
  attached(channel: string, thread?: number): readonly FileReference[] | undefined {
    const isReady = this.preparing(channel, thread).length === 0;
    const tray = this.#deps.uploads.tray(channel, thread);
    return isReady ? tray.map(referenceTo) : undefined;
  }

  /** Picks files for the next message. One after the other is prepared, as an image takes much memory. */
  async pick(channel: string, files: readonly File[], thread?: number): Promise<void> {
    const taken = this.#deps.uploads.tray(channel, thread).length + this.preparing(channel, thread).length;
    const room = MESSAGE_FILES_MAX - taken;
    const problems = files.length > room ? [t.tooManyFiles(MESSAGE_FILES_MAX)] : [];
    const accepted = files.slice(0, Math.max(0, room)).flatMap((file) => {
      try {
        checkFile(file, this.#deps.config);
        const place = { channel, ...(thread !== undefined && { thread }) };
        return [{ file, picked: { fileId: newId(), ...place, name: file.name, size: file.size } }];
      } catch (error) {
        problems.push(errorText(error));
        return [];
      }
    });
    this.#show(channel, thread, problems);
    this.#picked.value = [...this.#picked.peek(), ...accepted.map(({ picked }) => picked)];
    for (const { file, picked } of accepted) await this.#add(file, picked);
  }

  /** Removes a file, also while it is being prepared. */
  remove(fileId: string): void {
    this.#picked.value = this.#picked.peek().filter((one) => one.fileId !== fileId);
    void this.#deps.uploads.remove(fileId);
  }

  /** The user has read why files were refused. */
  dismiss(channel: string, thread?: number): void {
    this.#show(channel, thread, []);
  }

  async #add(file: File, picked: PickedFile): Promise<void> {
    const { fileId, channel, thread } = picked;
    const isWanted = () => this.#picked.peek().includes(picked);
    try {
      if (!isWanted()) return;
      const { file: prepared, content, notice } = await this.#deps.prepare(file);
      if (isWanted())
        await this.#deps.uploads.add(
          { ...prepared, fileId, channel, ...(thread !== undefined && { thread }) },
          content,
        );
      if (notice !== undefined) this.#problems.value = [...this.#problems.peek(), { channel, thread, text: notice }];
      // Removed while it was stored.
      if (!isWanted()) await this.#deps.uploads.remove(fileId);
    } catch (error) {
      this.#problems.value = [...this.#problems.peek(), { channel, thread, text: errorText(error) }];
    }
    this.#picked.value = this.#picked.peek().filter((one) => one !== picked);
  }

  #show(channel: string, thread: number | undefined, texts: readonly string[]): void {
    const others = this.#problems.peek().filter((one) => !isFor(one, channel, thread));
    this.#problems.value = [...others, ...texts.map((text) => ({ channel, thread, text }))];
  }
}
