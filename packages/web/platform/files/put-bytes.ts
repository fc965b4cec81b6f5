// Stores bytes at a signed address. `fetch` reports no progress of an upload (fetch issue 607), so this is an XMLHttpRequest.
import { WebError } from '../../errors.ts';
import { t } from '../../i18n/all-texts.ts';
import type { PutBytes } from '../../state/files/file-upload.ts';

/** A connection on which nothing was sent for this long is lost: the browser itself waits for minutes. */
const STALLED_MS = 30_000;

/** Puts bytes below the address of the storage. */
export function putBytesTo(uploads: string): PutBytes {
  return ({ url, headers }, bytes, { signal, onProgress }) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const abort = () => request.abort();
      let stalled = setTimeout(abort, STALLED_MS);
      const restart = () => {
        clearTimeout(stalled);
        stalled = setTimeout(abort, STALLED_MS);
      };
      const interrupted = () => reject(new WebError('unreachable', t.uploadInterrupted));
      request.upload.onprogress = ({ loaded }) => {
        restart();
        onProgress(loaded);
      };
      request.onload = () => resolve(request.status);
      request.onerror = interrupted;
      request.onabort = interrupted;
      request.onloadend = () => {
        clearTimeout(stalled);
        signal.removeEventListener('abort', abort);
      };
      signal.addEventListener('abort', abort);
      request.open('PUT', uploads + url);
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.send(bytes);
    });
}
