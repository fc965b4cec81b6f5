// The entry of the sidebar that opens what the user has saved.
import { t } from '../../i18n/all-texts.ts';
import { parseAddress, SAVED } from '../../platform/address.ts';
import { place } from '../../platform/browser.ts';
import { Icon } from '../all-icons.tsx';

/** Below that of the threads. */
export function SavedLink({ close }: { close: (() => void) | undefined }) {
  const open = parseAddress(place.value).view === 'saved';
  return (
    <a
      href={`#${SAVED}`}
      class="threads-link"
      aria-current={open ? 'page' : undefined}
      onClick={open ? close : undefined}
    >
      <Icon name="save" />
      <span class="channel-name">{t.savedMessages}</span>
    </a>
  );
}
