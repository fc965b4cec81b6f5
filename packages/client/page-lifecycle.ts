// What a browser page tells of itself: the network is back, the page is seen again.

/** The part of `window` that is listened to. */
export type Page = Pick<EventTarget, 'addEventListener'> & {
  document: Pick<EventTarget, 'addEventListener'> & { visibilityState: string };
};

/** What the client wants to know: `shown`, and `online`, after which an open socket may lead nowhere. */
export type Returns = { shown(): void; online(): void };

/** Listens to the page, where there is one. Returns how to stop. */
export function watchPage(returns: Returns, page: Page | undefined = globalThis.window): () => void {
  // A worker has neither, React Native has a `window` alone.
  if (!page?.document) return () => {};
  const leaving = new AbortController();
  const { signal } = leaving;
  const shown = (): void => {
    if (page.document.visibilityState === 'visible') returns.shown();
  };
  page.addEventListener('online', returns.online, { signal });
  page.addEventListener('pageshow', shown, { signal });
  page.document.addEventListener('visibilitychange', shown, { signal });
  return () => leaving.abort();
}
