// Files that are dropped on the page or pasted: they are attached to the next message, and the browser does not open them instead.
import { isPermitted } from '@parley/chat';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import { panelCovers } from '../../platform/browser.ts';
import { headingOf } from '../../state/channels/channel-title.ts';
import type { Chat } from '../../state/chat.ts';
import { useDisplayName } from '../users/user-view.tsx';

/**
 * While files are dragged over the page, an overlay covers the channel or, within the panel of a thread, that panel. It also says where no
 * files can be sent.
 */
export function FileDrop({ chat, thread }: { chat: Chat; thread?: number }) {
  const [over, setOver] = useState(false);
  const [refused, setRefused] = useState(false);
  const nameOf = useDisplayName();
  const name = chat.openChannel.value?.conversation.channel;
  const channel = name === undefined ? undefined : chat.channels.of(name);
  const canAttach = chat.files.value?.canSend === true && channel !== undefined && isPermitted(channel, 'post');
  useEffect(() => {
    const attach = (files: readonly File[]) => {
      if (canAttach && name !== undefined) void chat.files.peek()?.picker.pick(name, files, thread);
      setRefused(!canAttach);
      document.getElementById(thread === undefined ? 'composer' : THREAD_FIELD)?.focus();
    };
    return watchFiles({ attach, setOver, isHere: (target) => isInThread(target) === (thread !== undefined) });
  }, [name, canAttach, thread]);
  useEffect(() => setRefused(false), [name]);
  const textOf = thread === undefined ? t.dropFilesHere : t.dropFilesInThread;
  return (
    <>
      {thread !== undefined && <span class={THREAD_FILES} hidden />}
      {over && (
        <div class="file-drop" aria-hidden="true">
          <p dir="auto">{canAttach ? textOf(headingOf(channel, chat.user.userId, nameOf)) : t.cannotDropHere}</p>
        </div>
      )}
      {refused && (
        <p class="form-error channel-error" role="alert">
          {t.cannotDropHere}
        </p>
      )}
    </>
  );
}

/** The id of the message field of a thread. */
const THREAD_FIELD = 'thread-composer';

/** The class of what marks the panel whose files are for a thread. */
const THREAD_FILES = 'thread-files';

// A panel that covers the channel has all files.
function isInThread(target: EventTarget | null): boolean {
  const panel = document.querySelector(`.${THREAD_FILES}`)?.parentElement;
  return panel != null && (panelCovers.peek() || panel.contains(target as Node | null));
}

type FileWatcher = {
  attach: (files: readonly File[]) => void;
  setOver: (over: boolean) => void;
  /** Whether files there are for this watcher. */
  isHere: (target: EventTarget | null) => boolean;
};

/** Calls back when files are pasted or dropped, and when files begin or end to be over the page; returns how to stop. */
function watchFiles({ attach, setOver, isHere }: FileWatcher): () => void {
  const effect = new AbortController();
  const { signal } = effect;
  // Both events: a drop is delivered only where dragging over was accepted.
  const onDragOver = (event: DragEvent) => {
    if (!hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    setOver(isHere(event.target));
  };
  const onDragLeave = ({ relatedTarget }: DragEvent) => relatedTarget === null && setOver(false);
  const onDrop = (event: DragEvent) => {
    setOver(false);
    if (!event.dataTransfer || !hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    if (isHere(event.target) && !isInDialog(event.target)) attach([...event.dataTransfer.files]);
  };
  const onPaste = ({ target, clipboardData }: ClipboardEvent) => {
    // What is copied from an office program is a text and its picture: the text is pasted.
    if (isInDialog(target) || !isHere(target)) return;
    if (clipboardData && hasFiles(clipboardData) && clipboardData.getData('text/plain') === '')
      attach([...clipboardData.files]);
  };
  addEventListener('dragover', onDragOver, { signal });
  addEventListener('dragleave', onDragLeave, { signal });
  addEventListener('drop', onDrop, { signal });
  addEventListener('paste', onPaste, { signal });
  return () => effect.abort();
}

function isInDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('dialog') !== null;
}

function hasFiles(transfer: DataTransfer | null): boolean {
  return [...(transfer?.items ?? [])].some(({ kind }) => kind === 'file');
}
