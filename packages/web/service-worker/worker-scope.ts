// The types of a service worker that the page's worker uses: TypeScript's library for workers excludes the one for pages.

/** An event whose work keeps the worker running. */
export type WorkerEvent = Event & { waitUntil(work: Promise<unknown>): void };

/** A request of a page that the worker may answer. */
export type RequestEvent = WorkerEvent & { request: Request; respondWith(response: Promise<Response>): void };

/** The global scope of the worker. */
export interface WorkerScope {
  readonly caches: CacheStorage;
  readonly clients: { claim(): Promise<void> };
  readonly location: { href: string };
  readonly navigator: { languages: readonly string[] };
  fetch(request: string | Request, options?: RequestInit): Promise<Response>;
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: WorkerEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: RequestEvent) => void): void;
}
