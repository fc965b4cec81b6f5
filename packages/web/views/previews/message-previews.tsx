// The previews of the links of a message: a card for each, which shows what a page says of itself as plain text.
import { isPermitted, type LinkPreview, type Message, newId } from '@parley/chat';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { errorText } from '../../errors.ts';
import { t } from '../../i18n/all-texts.ts';
import type { Chat } from '../../state/chat.ts';
import { displayedSize, styleOf } from '../../state/files/displayed-size.ts';
import { settingsOf } from '../../state/notifications/page-notifications.ts';
import type { LinkPreviews } from '../../state/previews/link-previews.ts';
import { previewableLinks } from '../../state/previews/previewable-links.ts';
import { useNearView } from '../files/file-links-hook.ts';
import { Icon } from '../icons.tsx';
import { showToast } from '../toasts.ts';

type Props = { chat: Chat; previews: LinkPreviews; home: string; message: Message };

/** A message that is newer shows its previews after a moment: the page of its author asks at once, and the server requests a link only once. */
const NEW_MS = 10_000;
const MOMENT_MS = 2_000;

/** The previews, if the reader wants them and the author has not removed them. */
export function MessagePreviews(props: Props) {
  const { chat, home, message } = props;
  const links = useMemo(
    () => (message.noPreviews ? [] : previewableLinks(message.message, home)),
    [message.noPreviews, message.message],
  );
  const isWanted = settingsOf(chat.preferences.current.value).linkPreviews !== false;
  return links.length > 0 && isWanted ? <Previews {...props} links={links} /> : null;
}

function Previews({ chat, previews, message, links }: Props & { links: readonly string[] }) {
  const { element, near } = useNearView<HTMLDivElement>();
  const own = message.userId === chat.user.userId;
  const channel = chat.channels.of(message.channel);
  const canRemove = own && channel !== undefined && isPermitted(channel, 'edit-own');
  const found = links.filter((url) => previews.of(url).value);
  useEffect(() => {
    if (!near) return;
    const isNew = !own && Date.now() - Date.parse(message.timestamp) < NEW_MS;
    for (const url of links) previews.want(url, isNew ? MOMENT_MS : 0);
  }, [near, links]);
  const remove = () => {
    // The card disappears, and the focus with it.
    element.current?.closest<HTMLElement>('.message')?.focus();
    const { channel, seq: target, message: text } = message;
    try {
      chat.outbox.add(channel, { id: newId(), kind: 'edit', target, message: text, noPreviews: true });
    } catch (error) {
      showToast({ text: errorText(error), isProblem: true });
    }
  };
  return (
    <div class="previews" ref={element}>
      {found.map((url) => {
        const preview = previews.of(url).value;
        // The button removes all of them.
        const removeAll = canRemove && url === found[0] ? remove : undefined;
        return preview && <PreviewCard key={url} url={url} preview={preview} remove={removeAll} />;
      })}
    </div>
  );
}

function PreviewCard({
  url,
  preview: { host, title, site, description, image },
  remove,
}: {
  url: string;
  preview: LinkPreview;
  remove: (() => void) | undefined;
}) {
  const [broken, setBroken] = useState(false);
  return (
    <figure class="preview" aria-label={t.previewOf(host)}>
      <a href={url} target="_blank" rel="noopener noreferrer" tabIndex={-1}>
        <span class="preview-site">
          {site !== undefined && site !== host && <bdi>{site}</bdi>}
          <bdi dir="ltr">{host}</bdi>
        </span>
        <span class="preview-title" dir="auto">
          {title}
        </span>
        {description !== undefined && (
          <span class="preview-text" dir="auto">
            {description}
          </span>
        )}
        {image && !broken && !isUnwanted(image) && (
          <img
            src={image.url}
            alt=""
            style={styleOf(displayedSize(image))}
            decoding="async"
            onError={() => setBroken(true)}
          />
        )}
      </a>
      {remove && (
        <button
          type="button"
          class="icon-button"
          aria-label={t.removePreviews}
          title={t.removePreviews}
          tabIndex={-1}
          onClick={remove}
        >
          <Icon name="close" />
        </button>
      )}
    </figure>
  );
}

// A GIF cannot be displayed without its movement.
function isUnwanted({ type }: NonNullable<LinkPreview['image']>): boolean {
  return type === 'image/gif' && matchMedia('(prefers-reduced-motion)').matches;
}
