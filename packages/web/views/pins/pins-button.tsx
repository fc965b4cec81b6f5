// The button in the header of a channel that opens the list of its pinned messages.
import type { Channel } from '@parley/chat';
import { t } from '../../i18n/all-texts.ts';
import { detailsOf, parseAddress } from '../../platform/address.ts';
import { goTo, place, returnTo } from '../../platform/browser.ts';
import { Icon } from '../all-icons.tsx';

/** With the number of pinned messages; missing while there is none. */
export function PinsButton({ channel: { name, pins = 0 } }: { channel: Channel }) {
  const address = parseAddress(place.value);
  const isOpen = address.view === 'channel' && address.tab === 'pins';
  if (pins === 0) return null;
  return (
    <button
      type="button"
      class="icon-button pins-button"
      aria-expanded={isOpen}
      aria-label={t.pinnedMessages(pins)}
      title={t.pinnedMessages(pins)}
      onClick={() => (isOpen ? returnTo(name) : goTo(detailsOf(name, 'pins')))}
    >
      <Icon name="pin" />
      <span aria-hidden="true">{pins}</span>
    </button>
  );
}
