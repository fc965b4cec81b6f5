// The dialog with the versions of an edited message, newest first, each with what the edit has changed.
import type { Message, MessageVersion } from '@parley/chat';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import type { Chat } from '../../state/chat.ts';
import { parseVersions, type TextPart, type VersionRow, versionRows } from '../../state/messages/message-versions.ts';
import { Dialog, FormError, useAction } from '../dialog.tsx';
import { useDisplayName } from '../users/user-view.tsx';

/** Shows the versions, and reads them again when the message is edited or deleted meanwhile. */
export function VersionsDialog({ chat, message, close }: { chat: Chat; message: Message; close: () => void }) {
  const { channel, seq, timestamp } = message;
  const name = useDisplayName()(message);
  const [versions, setVersions] = useState<readonly MessageVersion[]>();
  const { busy, error, run } = useAction();
  const lastChange = useLastChange(chat, message);
  useEffect(() => {
    void run(async () => {
      setVersions(undefined);
      setVersions(parseVersions(await chat.request('listVersions', { channel, seq })));
    });
  }, [lastChange]);
  const rows = useMemo(() => versions && versionRows(versions, timestamp), [versions]);
  return (
    <Dialog title={t.editHistoryOf(name)} close={close}>
      <FormError error={error} />
      {busy && (
        <p class="secondary" role="status">
          {t.loading}
        </p>
      )}
      {rows && (
        <>
          <ol class="versions">
            {rows.map((row, index) => (
              <Version key={rows.length - index} row={row} />
            ))}
          </ol>
          {rows.at(-1)?.original === false && <p class="secondary">{t.versionsNotKept}</p>}
          <p class="secondary">{t.versionsHelp}</p>
        </>
      )}
    </Dialog>
  );
}

function Version({ row: { at, current, original, parts, skipped } }: { row: VersionRow }) {
  const label = current ? t.currentVersion : original ? t.originalVersion : undefined;
  return (
    <>
      <li>
        <p class="version-heading">
          {label && <strong>{label}</strong>} {at && <time dateTime={at}>{t.fullDateTime(at)}</time>}
        </p>
        <p class="version-text" dir="auto">
          {parts.every(({ text }) => text === '') ? <em class="secondary">{t.noText}</em> : parts.map(partView)}
        </p>
      </li>
      {skipped > 0 && <li class="secondary">{t.versionsSkipped(skipped)}</li>}
    </>
  );
}

// Most screen readers do not say which words are added and removed.
function partView({ text, change }: TextPart, key: number) {
  if (change === undefined) return text;
  const Part = change === 'added' ? 'ins' : 'del';
  return (
    <Part key={key}>
      <span class="visually-hidden">{change === 'added' ? t.wordsAdded : t.wordsRemoved} </span>
      {text}
    </Part>
  );
}

// The seq of the last entry that has changed the text.
function useLastChange(chat: Chat, { channel, seq }: Message): number | undefined {
  const conversation = chat.openChannel.value?.conversation;
  const entries = conversation?.channel === channel ? conversation.timeline.value.entries : [];
  return entries.findLast((one) => (one.kind === 'edit' || one.kind === 'deletion') && one.target === seq)?.seq;
}
