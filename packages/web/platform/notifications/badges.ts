// The badges of the page: a dot on the icon of the tab, and a number on the icon of the installed page.

const ICON = 'icon.svg';
const ICON_WITH_DOT = 'icon-unread.svg';

/** Shows how many messages concern the user; 0 for no badge. */
export function showBadges(count: number): void {
  const app = navigator as Navigator & { setAppBadge?: (count: number) => Promise<void> };
  // 0 removes it. A browser that denies it shows the dot alone.
  void app.setAppBadge?.(count).catch(() => undefined);
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const icon = count === 0 ? ICON : ICON_WITH_DOT;
  if (link && link.getAttribute('href') !== icon) link.href = icon;
}
