// Opens the place in a channel's log that an address names: a message, or the first message of a day.
import { parseEntry } from '@parley/chat';
import { errorText } from '../../errors.ts';
import { t } from '../../i18n/all-texts.ts';
import type { Address } from '../../platform/address.ts';
import { replacePlace } from '../../platform/browser.ts';
import type { Chat } from '../../state/chat.ts';
import { startOf } from '../../state/messages/days.ts';
import type { JumpTarget } from '../../state/messages/excerpt.ts';
import { showToast } from '../toasts.ts';

/**
 * Jumps to a place of the open channel. The address becomes that of the channel, so that the same link works again, and the back button
 * leaves the channel.
 */
export async function openPlace(chat: Chat, address: Address): Promise<void> {
  if (address.view !== 'channel' || !address.at) return;
  const { channel, at } = address;
  const conversation = chat.openChannel.peek()?.conversation;
  replacePlace(channel);
  if (conversation?.channel !== channel) return;
  try {
    const target = 'seq' in at ? { seq: at.seq, exact: true } : await firstOf(chat, channel, at.day);
    if (target) await conversation.excerpt.jumpTo(target);
    else showToast({ text: t.nothingSince, isProblem: true });
  } catch (error) {
    showToast({ text: errorText(error), isProblem: true });
  }
}

/** What the list does when it has scrolled to a message: it marks and focuses it, or says that it is not there. */
export function arriveAt(wanted: JumpTarget, row: HTMLElement | null): void {
  if (wanted.exact && row?.dataset['seq'] !== `${wanted.seq}`) {
    showToast({ text: t.messageNotFound, isProblem: true });
    return;
  }
  row?.classList.add('jump-target');
  row?.addEventListener('animationend', () => row.classList.remove('jump-target'), { once: true });
  row?.focus({ preventScroll: true });
}

// The server finds the day: the page may have loaded nothing of it.
async function firstOf(chat: Chat, channel: string, day: string): Promise<JumpTarget | undefined> {
  const since = startOf(day)?.toISOString();
  if (since === undefined) return undefined;
  const { entries } = await chat.request('listMessages', { channel }, { query: { since, limit: '1' } });
  const [first] = Array.isArray(entries) ? entries.map(parseEntry) : [];
  return first && { seq: first.seq, exact: false };
}
