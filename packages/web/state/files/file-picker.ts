// Picking files: each is checked and prepared before it is uploaded, and what cannot be sent is said.
import { type FileReference, type FilesConfig, MESSAGE_FILES_MAX, newId, referenceTo } from '@parley/chat';
import { type ReadonlySignal, signal } from '@preact/signals';
import { errorText } from '../../errors.ts';
import { t } from '../../i18n/all-texts.ts';
import type { FileContent } from './file-record.ts';
import { checkFile } from './file-refusals.ts';
import type { FileUploads, NewFile } from './file-uploads.ts';

/** A file that is being prepared. */
export type PickedFile = { fileId: string; channel: string; name: string; size: number };

/** What a picker is given. `prepare` makes what is uploaded of a file, or throws why it cannot be sent. */
export type FilePickerDeps = {
  config: FilesConfig;
  uploads: Pick<FileUploads, 'tray' | 'add' | 'remove'>;
  prepare: (file: File) => Promise<{ file: Omit<NewFile, 'fileId' | 'channel'>; content: FileContent }>;
};

/** The files of one tab that are being prepared, and why others were refused. */
export class FilePicker {
  readonly #deps: FilePickerDeps;
  readonly #picked = signal<readonly PickedFile[]>([]);
  readonly #problems = signal<ReadonlyMap<string, readonly string[]>>(new Map());

  constructor(deps: FilePickerDeps) {
    this.#deps = deps;
  }

  /** The files of a channel that are being prepared. */
  preparing(channel: string): readonly PickedFile[] {
    return this.#picked.value.filter((one) => one.channel === channel);
  }

  /** Whether a file would be lost if the tab were closed now, as it is not stored yet. */
  get atRisk(): boolean {
    return this.#picked.peek().length > 0;
  }

  /** Why files were refused that were picked last, by channel. */
  get problems(): ReadonlySignal<ReadonlyMap<string, readonly string[]>> {
    return this.#problems;
  }

  /** The files with which a message of a channel is sent; undefined while some are being prepared. */
  attached(channel: string): readonly FileReference[] | undefined {
    const isReady = this.preparing(channel).length === 0;
    const tray = this.#deps.uploads.tray(channel);
    return isReady ? tray.map(referenceTo) : undefined;
  }

  /** Picks files for the next message of a channel. One after the other is prepared, as an image takes much memory. */
  async pick(channel: string, files: readonly File[]): Promise<void> {
    this.#show(channel, []);
    const room = MESSAGE_FILES_MAX - this.#deps.uploads.tray(channel).length - this.preparing(channel).length;
    const problems = files.length > room ? [t.tooManyFiles(MESSAGE_FILES_MAX)] : [];
    const accepted = files.slice(0, Math.max(0, room)).flatMap((file) => {
      try {
        checkFile(file, this.#deps.config);
        return [{ file, picked: { fileId: newId(), channel, name: file.name, size: file.size } }];
      } catch (error) {
        problems.push(errorText(error));
        return [];
      }
    });
    this.#show(channel, problems);
    this.#picked.value = [...this.#picked.peek(), ...accepted.map(({ picked }) => picked)];
    for (const { file, picked } of accepted) await this.#add(file, picked);
  }

  /** Removes a file, also while it is being prepared. */
  remove(fileId: string): void {
    this.#picked.value = this.#picked.peek().filter((one) => one.fileId !== fileId);
    void this.#deps.uploads.remove(fileId);
  }

  /** The user has read why files were refused. */
  dismiss(channel: string): void {
    this.#show(channel, []);
  }

  async #add(file: File, picked: PickedFile): Promise<void> {
    const { fileId, channel } = picked;
    const isWanted = () => this.#picked.peek().includes(picked);
    try {
      if (!isWanted()) return;
      const { file: prepared, content } = await this.#deps.prepare(file);
      if (isWanted()) await this.#deps.uploads.add({ ...prepared, fileId, channel }, content);
      // Removed while it was stored.
      if (!isWanted()) await this.#deps.uploads.remove(fileId);
    } catch (error) {
      this.#show(channel, [...(this.#problems.peek().get(channel) ?? []), errorText(error)]);
    }
    this.#picked.value = this.#picked.peek().filter((one) => one !== picked);
  }

  #show(channel: string, problems: readonly string[]): void {
    this.#problems.value = new Map([...this.#problems.peek(), [channel, problems]]);
  }
}
