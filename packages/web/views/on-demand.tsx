// Views whose code is downloaded when they are first rendered, so that the first load of the page stays small.
import type { ComponentType } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { loadMoreTexts, t } from '../i18n/index.ts';
import { loadMoreStyles } from '../platform/on-demand-styles.ts';
import { Dialog } from './dialog.tsx';

/** What a view on demand may be passed: a dialog has `close`, and while it is downloaded a dialog is shown in its place. */
type Closable = { close?: () => void };

/** A view, and how to download it before it is rendered. */
export type ViewOnDemand<Props extends object> = ComponentType<Props> & { preload(): void };

/**
 * A view that is downloaded when it is first rendered: `onDemand(() => import('./members.tsx').then((m) => m.MemberList))`.
 * While it is downloaded the user sees that it is; if it cannot be, the user may try again or reload the page.
 */
export function onDemand<Props extends object>(load: () => Promise<ComponentType<Props>>): ViewOnDemand<Props> {
  let loaded: ComponentType<Props> | undefined;
  const loadAll = () => Promise.all([load(), loadMoreTexts(), loadMoreStyles()]);
  return Object.assign(OnDemand, {
    // A failure is shown when the view is rendered.
    preload: () =>
      void loadAll().then(
        ([view]) => {
          loaded = view;
        },
        () => undefined,
      ),
  });
  function OnDemand(props: Props) {
    const [View, setView] = useState(() => loaded);
    const [failed, setFailed] = useState(false);
    const [attempts, setAttempts] = useState(0);
    useEffect(() => {
      if (View) return;
      let current = true;
      setFailed(false);
      loadAll().then(
        ([view]) => {
          loaded = view;
          if (current) setView(() => view);
        },
        () => current && setFailed(true),
      );
      return () => {
        current = false;
      };
    }, [attempts]);
    const { close }: Closable = props;
    useTypedAhead(View === undefined && close !== undefined && !failed);
    if (View) return <View {...props} />;
    const status = failed ? <LoadFailure retry={() => setAttempts(attempts + 1)} /> : <Loading />;
    return close ? (
      <Dialog title={failed ? t.cannotLoadView : t.loading} close={close}>
        {status}
      </Dialog>
    ) : (
      <div class="empty-state">{status}</div>
    );
  }
}

// What is typed while a dialog is downloaded belongs into its first field, which has the focus then.
function useTypedAhead(loading: boolean): void {
  const typed = useRef('');
  useEffect(() => {
    if (!loading && typed.current !== '') document.execCommand('insertText', false, typed.current);
  }, [loading]);
  useLayoutEffect(() => {
    if (!loading) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.length > 1 || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      typed.current += event.key;
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [loading]);
}

function Loading() {
  return (
    <p class="loading secondary" role="status">
      {t.loading}
    </p>
  );
}

// Browsers differ in whether they request a module again that could not be loaded; a reload always does. It keeps what was typed.
function LoadFailure({ retry }: { retry: () => void }) {
  return (
    <>
      <p role="alert">{t.viewMayBeOutdated}</p>
      <div class="actions">
        <button type="button" class="button primary" onClick={retry}>
          {t.tryAgain}
        </button>
        <button type="button" class="button" onClick={() => location.reload()}>
          {t.reloadPage}
        </button>
      </div>
    </>
  );
}
