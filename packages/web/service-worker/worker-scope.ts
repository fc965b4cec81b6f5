// The types of a service worker that the page's worker uses: TypeScript's library for workers excludes the one for pages.

/** An event whose work keeps the worker running. */
export type WorkerEvent = Event & { waitUntil(work: Promise<unknown>): void };

/** A request of a page that the worker may answer. */
export type RequestEvent = WorkerEvent & { request: Request; respondWith(response: Promise<Response>): void };

/** A push that has arrived. */
export type PushEvent = WorkerEvent & { data: { json(): unknown } | null };

/** A click on a notification. */
export type NotificationEvent = WorkerEvent & { notification: Notification };

/** A page of the chat. */
export type WorkerClient = {
  readonly visibilityState: string;
  postMessage(message: unknown): void;
  focus(): Promise<unknown>;
};

/** The global scope of the worker. */
export interface WorkerScope {
  readonly caches: CacheStorage;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: { type: 'window'; includeUncontrolled: true }): Promise<readonly WorkerClient[]>;
    openWindow(address: string): Promise<unknown>;
  };
  readonly registration: {
    showNotification(title: string, options: NotificationOptions): Promise<void>;
    getNotifications(options?: { tag: string }): Promise<readonly Notification[]>;
  };
  readonly location: { href: string };
  readonly navigator: { languages: readonly string[]; setAppBadge?(count: number): Promise<void> };
  fetch(request: string | Request, options?: RequestInit): Promise<Response>;
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: WorkerEvent) => void): void;
  addEventListener(type: 'push', listener: (event: PushEvent) => void): void;
  addEventListener(type: 'notificationclick', listener: (event: NotificationEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: RequestEvent) => void): void;
}
