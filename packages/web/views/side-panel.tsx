// A panel beside the main column: on a phone, and in a small window, it covers the column.
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/index.ts';
import { panelCovers } from '../platform/browser.ts';
import { Icon } from './icons.tsx';

type SidePanelProps = {
  title: string;
  /** What the panel contains, for screen readers. */
  label: string;
  close: () => void;
  children: ComponentChildren;
  /** Buttons beside the one that closes the panel. */
  actions?: ComponentChildren;
};

/** The heading has the focus when the panel opens; when it closes, the focus returns. Escape closes the panel. */
export function SidePanel({ title, label, close, children, actions }: SidePanelProps) {
  const panel = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    const opener = document.activeElement;
    heading.current?.focus();
    return () => {
      const { activeElement } = document;
      if (!(panel.current?.contains(activeElement) || activeElement === document.body)) return;
      const isThere = opener instanceof HTMLElement && opener !== document.body && opener.isConnected;
      (isThere ? opener : document.getElementById(DETAILS_BUTTON))?.focus();
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
  return (
    <Frame class="side-panel" ref={panel} aria-label={label} onKeyDown={onKeyDown}>
      {covers && <h1 class="visually-hidden">{label}</h1>}
      <div class="panel-header">
        <h2 ref={heading} tabIndex={-1} dir="auto">
          {title}
        </h2>
        {actions}
        <button type="button" class="icon-button" onClick={close} aria-label={t.close}>
          <Icon name="close" />
        </button>
      </div>
      {children}
    </Frame>
  );
}

/** The id of the button that opens the details of the open channel. */
export const DETAILS_BUTTON = 'channel-details-button';

/** The id of the button that opens the search. */
export const SEARCH_BUTTON = 'search-button';
