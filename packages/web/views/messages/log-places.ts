// Opens the place in a channel's log that an address names: a message, or the first message of a day.
import { isInChannel, type Message, parseEntry } from '@parley/chat';
import { errorText } from '../../errors.ts';
import { t } from '../../i18n/all-texts.ts';
import { type LogPlace, parseAddress } from '../../platform/address.ts';
import { goTo, place, replacePlace } from '../../platform/browser.ts';
import { addressOf } from '../../platform/reply-address.ts';
import type { Chat } from '../../state/chat.ts';
import type { Conversation } from '../../state/messages/conversation.ts';
import { startOf } from '../../state/messages/days.ts';
import type { JumpTarget } from '../../state/messages/excerpt.ts';
import { showToast } from '../toasts.ts';

/** The place that is open. `stop` ends the watch for the reader's return to the newest message. */
type OpenedPlace = { address: string; chat: Chat; conversation: Conversation; at: LogPlace; stop: () => void };

let opened: OpenedPlace | undefined;

/**
 * Jumps to the place that the address names, once: the address stays until the reader returns to the newest message or opens something else,
 * so that a reload opens the same place.
 */
export async function openPlace(chat: Chat): Promise<void> {
  const address = place.peek();
  const { channel, at } = { channel: undefined, at: undefined, ...parseAddress(address) };
  const conversation = chat.openChannel.peek()?.conversation;
  if (!at || !conversation || conversation.channel !== channel) return;
  if (opened?.address === address && opened.conversation === conversation) return;
  opened?.stop();
  const { returns } = conversation.excerpt;
  const before = returns.peek();
  const stop = returns.subscribe((count) => count > before && endPlace(address));
  opened = { address, chat, conversation, at, stop };
  await jump(opened);
}

/** Opens an address, also if it is the present one, from which the reader has scrolled away. */
export function openAgain(address: string): void {
  if (opened?.address === address) void jump(opened);
  else goTo(address);
}

/** What the list does when it has scrolled to a message: it marks and focuses it, or says that it is not there. */
export function arriveAt(wanted: JumpTarget, row: HTMLElement | null): void {
  if (wanted.seq === NEWEST.seq) return;
  if (!wanted.exact || row?.dataset['seq'] === `${wanted.seq}`) {
    if (row) markMessage(row);
    return;
  }
  const reply = opened && replyAt(opened, wanted.seq);
  if (reply) return replacePlace(addressOf(reply));
  showToast({ text: t.messageNotFound, isProblem: true });
  if (opened) endPlace(opened.address);
}

/** Marks a message for a moment, and focuses it. */
export function markMessage(row: HTMLElement): void {
  row.classList.add('jump-target');
  row.addEventListener('animationend', () => row.classList.remove('jump-target'), { once: true });
  row.focus({ preventScroll: true });
}

/** The target of a reader who leaves a place by the back button. */
const NEWEST: JumpTarget = { seq: Number.MAX_SAFE_INTEGER, exact: false };

place.subscribe((address) => {
  if (!opened || opened.address === address) return;
  const { conversation, stop } = opened;
  stop();
  opened = undefined;
  if (address === conversation.channel) void conversation.excerpt.jumpTo(NEWEST);
});

// A link to the present address changes no address: a browser reports it by this event alone.
addEventListener('popstate', () => {
  if (opened && location.hash === `#${opened.address}`) void jump(opened);
});

function endPlace(address: string): void {
  if (opened?.address !== address) return;
  const { conversation, stop } = opened;
  stop();
  opened = undefined;
  if (place.peek() === address) replacePlace(conversation.channel);
}

async function jump({ address, chat, conversation, at }: OpenedPlace): Promise<void> {
  try {
    const target = 'seq' in at ? { seq: at.seq, exact: true } : await firstOf(chat, conversation.channel, at.day);
    // Meanwhile the reader has gone elsewhere.
    if (opened?.address !== address) return;
    if (target) return await conversation.excerpt.jumpTo(target);
    showToast({ text: t.nothingSince, isProblem: true });
  } catch (error) {
    showToast({ text: errorText(error), isProblem: true });
  }
  endPlace(address);
}

// A reply that is not displayed in the channel is in its thread.
function replyAt({ conversation }: OpenedPlace, seq: number): Message | undefined {
  const { excerpt, timeline } = conversation;
  const entries = [...(excerpt.shown.peek()?.entries ?? []), ...timeline.peek().entries];
  const found = entries.find((entry) => entry.seq === seq);
  return found?.kind === 'message' && !isInChannel(found) ? found : undefined;
}

// The server finds the day: the page may have loaded nothing of it.
async function firstOf(chat: Chat, channel: string, day: string): Promise<JumpTarget | undefined> {
  const since = startOf(day)?.toISOString();
  if (since === undefined) return undefined;
  const { entries } = await chat.request('listMessages', { channel }, { query: { since, limit: '1' } });
  const [first] = Array.isArray(entries) ? entries.map(parseEntry) : [];
  return first && { seq: first.seq, exact: false };
}
