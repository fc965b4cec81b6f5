// Uploads files as the page does: announces, stores by signed addresses, completes, and reads by links.
import {
  type CompletedFile,
  type FileLink,
  type FileLinkList,
  type FileList,
  type FileParts,
  type FileReference,
  type FilesConfig,
  type FileUpload,
  type NewFile,
  newId,
  type SignedUpload,
} from '@parley/chat';
import type { ApiResponse, TestUser } from './test-user.ts';

type ApiError = { code?: string; message?: string };

/** A file to upload. */
export type Upload = Partial<Omit<NewFile, 'size' | 'thumbnail'>> & { bytes: Uint8Array; thumbnail?: Uint8Array };

/** Uploads and downloads of one user, against one Parley. */
export class FileSender {
  readonly #user: TestUser;
  readonly #config: FilesConfig;

  constructor(user: TestUser, config: FilesConfig) {
    this.#user = user;
    this.#config = config;
  }

  /** The settings of files, from the page's `config.json`. */
  static async configOf(page: string): Promise<FilesConfig> {
    const response = await fetch(new URL('/config.json', page));
    return ((await response.json()) as { files: FilesConfig }).files;
  }

  announces(channel: string, file: object): Promise<ApiResponse<FileUpload & ApiError>> {
    return this.#user.requests('POST', `/channels/${channel}/files`, file);
  }

  parts(channel: string, fileId: string, query = ''): Promise<ApiResponse<FileParts & ApiError>> {
    return this.#user.requests('GET', `/channels/${channel}/files/${fileId}/parts${query}`);
  }

  completes(channel: string, fileId: string): Promise<ApiResponse<CompletedFile & ApiError>> {
    return this.#user.requests('POST', `/channels/${channel}/files/${fileId}/complete`, {});
  }

  links(channel: string, fileId: string, query = ''): Promise<ApiResponse<FileLink & ApiError>> {
    return this.#user.requests('GET', `/channels/${channel}/files/${fileId}${query}`);
  }

  /** Links to several files. */
  linksAll(channel: string, files: readonly object[]): Promise<ApiResponse<FileLinkList & ApiError>> {
    return this.#user.requests('POST', `/channels/${channel}/files/links`, { files });
  }

  /** A page of the files of a channel. */
  lists(channel: string, query = ''): Promise<ApiResponse<FileList & ApiError>> {
    return this.#user.requests('GET', `/channels/${channel}/files${query}`);
  }

  /** Sends bytes to a signed address. */
  puts({ url, headers }: SignedUpload, bytes: Uint8Array): Promise<Response> {
    return fetch(this.#config.uploads + url, {
      method: 'PUT',
      headers,
      body: new Blob([bytes as Uint8Array<ArrayBuffer>]),
    });
  }

  /** Loads what a link names. */
  loads({ url }: FileLink, init?: RequestInit): Promise<Response> {
    return fetch(this.#config.downloads + url, init);
  }

  /** Uploads a file completely. */
  async uploads(channel: string, { bytes, thumbnail, ...given }: Upload): Promise<FileReference> {
    const file = {
      fileId: newId(),
      name: 'notes.txt',
      type: 'text/plain',
      size: bytes.length,
      ...(thumbnail && { thumbnail: { size: thumbnail.length } }),
      ...given,
    };
    const { status, body } = await this.announces(channel, file);
    if (status !== 201) throw new Error(`The file was not announced: ${JSON.stringify(body)}`);
    if (body.upload.kind === 'put') await accepted(this.puts(body.upload, bytes));
    else {
      const { partSize } = body.upload;
      const { body: list } = await this.parts(channel, file.fileId);
      for (const { part, ...signed } of list.urls)
        await accepted(this.puts(signed, bytes.subarray((part - 1) * partSize, part * partSize)));
    }
    if (thumbnail && body.thumbnail) await accepted(this.puts(body.thumbnail, thumbnail));
    const done = await this.completes(channel, file.fileId);
    if (done.status !== 200) throw new Error(`The file was not completed: ${JSON.stringify(done.body)}`);
    return done.body.file;
  }

  /** Posts a message with files. */
  posts(
    channel: string,
    fields: { id?: string; message?: string; files: readonly string[]; after: number; thread?: number },
  ) {
    return this.#user.requests<{ seq: number; timestamp: string; files?: FileReference[]; message: string } & ApiError>(
      'POST',
      `/channels/${channel}/messages`,
      { id: newId(), kind: 'message', ...fields },
    );
  }
}

async function accepted(answer: Promise<Response>): Promise<void> {
  const response = await answer;
  if (!response.ok) throw new Error(`S3 answered ${response.status}: ${await response.text()}`);
  await response.text();
}
