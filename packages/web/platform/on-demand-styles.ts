// The style sheet of the views that are loaded on demand. `index.html` names it, disabled: a browser does not download it until then.

let loading: Promise<void> | undefined;

/** Downloads the style sheet, unless that is done. */
export function loadMoreStyles(): Promise<void> {
  loading ??= enable(document.getElementById('on-demand-styles') as HTMLLinkElement).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

function enable(link: HTMLLinkElement): Promise<void> {
  return new Promise((resolve, reject) => {
    link.onload = () => resolve();
    link.onerror = () => {
      // Another try is another element: a browser does not request a failed one again.
      const next = link.cloneNode() as HTMLLinkElement;
      next.disabled = true;
      link.replaceWith(next);
      reject(new Error(`${link.href} was not loaded.`));
    };
    link.disabled = false;
  });
}
