// An object store in memory, which counts its requests.
import type { ObjectStore } from '../object-store.ts';

/** Objects by key; tests change them. `requests` counts by operation, `bytesRead` the bytes of ranges. */
export class MemoryStore implements ObjectStore {
  readonly objects = new Map<string, Uint8Array>();
  readonly requests = { put: 0, getRange: 0, delete: 0 };
  bytesRead = 0;

  async put(key: string, body: Uint8Array): Promise<void> {
    this.requests.put += 1;
    this.objects.set(key, body);
  }

  async getRange(key: string, start: number, end: number): Promise<Uint8Array | undefined> {
    this.requests.getRange += 1;
    const body = this.objects.get(key);
    if (!body || start >= body.length) return undefined;
    this.bytesRead += end - start;
    return body.subarray(start, end);
  }

  async delete(key: string): Promise<void> {
    this.requests.delete += 1;
    this.objects.delete(key);
  }
}
