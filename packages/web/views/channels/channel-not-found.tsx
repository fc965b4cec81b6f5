// What is shown when the page's address names a channel that the user cannot open.
import { useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import type { Chat } from '../../state/chat.ts';
import { excerptOf } from '../../state/files/files-excerpt.ts';
import type { Item } from '../../state/outbox/outbox-items.ts';
import { onDemand } from '../on-demand.tsx';

const BrowseChannelsDialog = onDemand(() =>
  import('./channel-search.tsx').then((module) => module.BrowseChannelsDialog),
);

/** The name of a private channel or of a direct conversation is an id, which says nothing to users. */
const ID = /^(?:p-[a-z0-9]{20}|d-[0-9a-f]{32})$/;

/** Says why, shows the messages that were not sent to the channel, and leads to the other channels. */
export function ChannelNotFound({ chat, name }: { chat: Chat; name: string }) {
  const [browsing, setBrowsing] = useState(false);
  const outbox = chat.outbox.forChannel(name);
  const unsent = outbox.items.filter(({ kind, state }) => kind === 'message' && state !== 'sending');
  const lost = chat.membership.lost.value.has(name) || unsent.length > 0;
  const reason = ID.test(name) ? t.notAMember : t.channelNotFound(name);
  return (
    <div class="empty-state">
      <p dir="auto">{lost ? t.noLongerAccessible : reason}</p>
      {unsent.length > 0 && (
        <ul class="report-list" aria-label={t.unsentMessages}>
          {unsent.map((item) => (
            <UnsentMessage key={item.id} item={item} discard={() => outbox.discard(item.id)} />
          ))}
        </ul>
      )}
      <button type="button" class="button primary" onClick={() => setBrowsing(true)}>
        {t.browseChannels}
      </button>
      {browsing && <BrowseChannelsDialog chat={chat} close={() => setBrowsing(false)} />}
    </div>
  );
}

function UnsentMessage({ item, discard }: { item: Item; discard: () => void }) {
  const [copied, setCopied] = useState(false);
  const text = item.kind === 'message' ? excerptOf({ message: item.message, files: item.attached ?? [] }) : '';
  const copy = () => void navigator.clipboard.writeText(text).then(() => setCopied(true));
  return (
    <li>
      <p class="text" dir="auto">
        {text}
      </p>
      <div class="actions">
        <span class="secondary">{t.couldNotSend}</span>
        <button type="button" class="button" onClick={copy}>
          {copied ? t.copied : t.copy}
        </button>
        <button type="button" class="button" onClick={discard}>
          {t.discard}
        </button>
      </div>
    </li>
  );
}
