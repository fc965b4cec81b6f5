// Writes a part of a response at the speed of its client.
import type { Writable } from 'node:stream';

/** Resolves when the next part may be written; at once when the client is gone, and the part is dropped. */
export function writeAndDrain(response: Writable, part: Uint8Array): Promise<void> {
  if (response.destroyed || response.write(part)) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}
