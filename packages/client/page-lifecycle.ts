// Browser events after which the connection should be checked: the network returns, the page becomes visible.

/** The part of `window` that is used. */
export type Page = Pick<EventTarget, 'addEventListener'> & {
  document: Pick<EventTarget, 'addEventListener'> & { visibilityState: string };
};

/** `onShow`: the page is visible again. `onOnline`: the network is back, and an open socket may be dead. */
export type PageListener = { onShow(): void; onOnline(): void };

/** Listens to the page's events, if there is a page. Returns a function that stops it. */
export function watchPageLifecycle(listener: PageListener, page: Page | undefined = globalThis.window): () => void {
  // A worker has no `window`; React Native has one without a `document`.
  if (!page?.document) return () => {};
  const stopping = new AbortController();
  const { signal } = stopping;
  const show = (): void => {
    if (page.document.visibilityState === 'visible') listener.onShow();
  };
  page.addEventListener('online', listener.onOnline, { signal });
  page.addEventListener('pageshow', show, { signal });
  page.document.addEventListener('visibilitychange', show, { signal });
  return () => stopping.abort();
}
