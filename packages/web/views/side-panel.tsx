// A panel beside the main column: on a phone, and in a small window, it covers the column.
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/index.ts';
import { narrow, panelCovers } from '../platform/browser.ts';
import { Icon } from './icons.tsx';

type SidePanelProps = {
  title: ComponentChildren;
  /** What the panel contains, for screen readers. */
  label: string;
  close: () => void;
  children: ComponentChildren;
  /** The selector of what has the focus after the panel if what opened it is gone; otherwise the button of the details has it. */
  origin?: string;
  /** Buttons beside the one that closes the panel. */
  actions?: ComponentChildren;
};

/**
 * The heading has the focus when the panel opens; when it closes, the focus returns to what opened it, or to the message around that. Escape
 * closes the panel. On a phone it is a page with a button that leads back.
 */
export function SidePanel({ title, label, close, children, origin, actions }: SidePanelProps) {
  const panel = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    const opener = document.activeElement;
    // The buttons of a message are gone when the pointer has left it.
    const openers = opener === document.body ? [] : [opener, opener?.closest<HTMLElement>('.message')];
    heading.current?.focus();
    return () => {
      const { activeElement } = document;
      if (!(panel.current?.contains(activeElement) || activeElement === document.body)) return;
      // A main column that was covered can have the focus only after it is rendered again.
      queueMicrotask(() => {
        const opened = openers.find((one) => one?.isConnected) ?? (origin && document.querySelector(origin));
        ((opened || document.getElementById(DETAILS_BUTTON)) as HTMLElement | null)?.focus();
      });
    };
  }, []);
  // The main column, which has the heading of the page, is inert behind a panel that covers it.
  const covers = panelCovers.value;
  const Frame = covers ? 'main' : 'aside';
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    close();
  };
  const isPage = narrow.value;
  const closing = (
    <button
      type="button"
      class={isPage ? 'icon-button panel-back' : 'icon-button'}
      onClick={close}
      aria-label={isPage ? t.back : t.close}
    >
      <Icon name={isPage ? 'down' : 'close'} />
    </button>
  );
  return (
    <Frame class="side-panel" ref={panel} aria-label={label} onKeyDown={onKeyDown}>
      {covers && <h1 class="visually-hidden">{label}</h1>}
      <div class="panel-header">
        {isPage && closing}
        <h2 ref={heading} tabIndex={-1} dir="auto">
          {title}
        </h2>
        {actions}
        {!isPage && closing}
      </div>
      {children}
    </Frame>
  );
}

/** The id of the button that opens the details of the open channel. */
export const DETAILS_BUTTON = 'channel-details-button';

/** The id of the button that opens the search. */
export const SEARCH_BUTTON = 'search-button';
