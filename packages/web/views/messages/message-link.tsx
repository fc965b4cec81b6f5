// A link to a message of this Parley: the title of its channel and its author, if the reader may see them.
import { type Entry, parseEntry } from '@parley/chat';
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import { type LogPlace, linkTo, messageAddress, parseAddress } from '../../platform/address.ts';
import { headingOf } from '../../state/channels/channel-title.ts';
import type { Chat } from '../../state/chat.ts';
import { startOf } from '../../state/messages/days.ts';
import { currentChat } from '../current-chat.ts';
import { useDisplayName } from '../users/user-view.tsx';

/** Messages whose authors are remembered: more than a page displays links to. */
const KNOWN_MAX = 500;

/** What is known of the messages behind links, by address; undefined while it is requested, null if there is no such message. */
const linked = signal<ReadonlyMap<string, Entry | null | undefined>>(new Map());

/** The link, with its address as text where it is none to a channel of the reader. */
export function MessageLink({ href, tabIndex }: { href: string; tabIndex: number | undefined }) {
  const chat = currentChat.value;
  const nameOf = useDisplayName();
  const address = parseAddress(href.slice(linkTo('').length));
  const channel = address.view === 'channel' ? chat?.channels.of(address.channel) : undefined;
  const at = address.view === 'channel' ? address.at : undefined;
  const { thread, reply = thread } = address.view === 'channel' ? address : {};
  const seq = at && 'seq' in at ? at.seq : reply;
  const key = channel && seq !== undefined ? messageAddress(channel.name, seq) : undefined;
  useEffect(() => {
    if (chat && channel && seq !== undefined) void load(chat, channel.name, seq);
  }, [key]);
  if (!chat || !channel || address.view !== 'channel') {
    return (
      <a href={href} dir="ltr" tabIndex={tabIndex}>
        {href}
      </a>
    );
  }
  const entry = key === undefined ? undefined : linked.value.get(key);
  const heading = headingOf(channel, chat.user.userId, nameOf);
  return (
    <a href={href.slice(href.indexOf('#'))} class="message-link" dir="auto" tabIndex={tabIndex}>
      {textOf(heading, entry && nameOf(entry), at)}
    </a>
  );
}

function textOf(heading: string, author: string | undefined | null, at: LogPlace | undefined): string {
  if (author) return t.messageBy(heading, author);
  if (!at) return heading;
  return 'seq' in at
    ? t.messageIn(heading)
    : `${heading} · ${t.day(startOf(at.day)?.toISOString() ?? at.day, Date.now())}`;
}

// One request for each message that is linked to, whatever the number of links; the open channel may have it already.
async function load(chat: Chat, channel: string, seq: number): Promise<void> {
  const key = messageAddress(channel, seq);
  if (linked.peek().has(key)) return;
  remember(key, undefined);
  const { conversation } = chat.openChannel.peek() ?? {};
  const known = conversation?.channel === channel ? conversation.timeline.peek().entries : [];
  try {
    const found = known.find((entry) => entry.seq === seq) ?? (await request(chat, channel, seq));
    remember(key, found?.kind === 'message' ? found : null);
  } catch {
    // Without a network the link names the channel only. It is requested again when it is next displayed.
    linked.value = new Map([...linked.peek()].filter(([one]) => one !== key));
  }
}

async function request(chat: Chat, channel: string, seq: number): Promise<Entry | undefined> {
  const query = { after: `${seq - 1}`, limit: '1' };
  const { entries } = await chat.request('listMessages', { channel }, { query });
  const [first] = Array.isArray(entries) ? entries.map(parseEntry) : [];
  return first?.seq === seq ? first : undefined;
}

function remember(key: string, entry: Entry | null | undefined): void {
  linked.value = new Map([...[...linked.peek()].slice(-KNOWN_MAX), [key, entry]]);
}
