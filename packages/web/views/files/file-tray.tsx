// The tray above the message field: the files of the next message, with their progress.
import { referenceTo } from '@parley/chat';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import type { ChatFiles } from '../../state/files/chat-files.ts';
import { kindOf } from '../../state/files/displayed-size.ts';
import type { FileRecord } from '../../state/files/file-record.ts';
import { Icon } from '../all-icons.tsx';
import type { FieldOfChannel } from '../late-views.ts';
import { LiveRegion } from '../messages/announcer.tsx';
import { FileIcon } from './file-icon.tsx';
import { useLocalImage } from './local-image.ts';
import { percentOf } from './upload-status.tsx';

type FileTrayProps = FieldOfChannel & { chatFiles: ChatFiles };

/** The files that are picked, and why others were refused. */
export function FileTray({ chatFiles, channel, thread, field }: FileTrayProps) {
  const { picker, uploads } = chatFiles;
  const records = uploads.tray(channel, thread);
  const stored = new Set(records.map(({ fileId }) => fileId));
  const preparing = picker.preparing(channel, thread).filter(({ fileId }) => !stored.has(fileId));
  const problems = picker.problems(channel, thread);
  const remove = (fileId: string) => {
    picker.remove(fileId);
    field.current?.focus();
  };
  return (
    <>
      {problems.length > 0 && (
        <div class="file-refusals" role="alert">
          <Icon name="warning" />
          <ul>
            {problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
          <button
            type="button"
            class="icon-button"
            onClick={() => {
              picker.dismiss(channel, thread);
              field.current?.focus();
            }}
            aria-label={t.close}
          >
            <Icon name="close" />
          </button>
        </div>
      )}
      {records.length + preparing.length > 0 && (
        <ul class="file-tray" aria-label={t.attachedFiles}>
          {records.map((record) => (
            <TrayFile key={record.fileId} chatFiles={chatFiles} record={record} remove={() => remove(record.fileId)} />
          ))}
          {preparing.map((picked) => (
            <li class="tray-file" key={picked.fileId}>
              <span class="tray-preview" />
              <span class="file-name">
                <bdi>{picked.name}</bdi>
                <span class="secondary">{t.preparingFile}</span>
              </span>
              <RemoveButton name={picked.name} remove={() => remove(picked.fileId)} />
            </li>
          ))}
        </ul>
      )}
      <UploadAnnouncer records={records} />
    </>
  );
}

function TrayFile({ chatFiles, record, remove }: { chatFiles: ChatFiles; record: FileRecord; remove: () => void }) {
  const { uploads } = chatFiles;
  const { fileId, name, size, state, problem } = record;
  const image = useLocalImage(chatFiles, referenceTo(record), false);
  const percent = percentOf(uploads, [record]);
  const failed = state === 'failed' || state === 'held';
  return (
    <li class={failed ? 'tray-file failed' : 'tray-file'}>
      <span class="tray-preview">
        {image && kindOf(record) !== 'audio' ? <img src={image} alt="" /> : <FileIcon file={record} />}
      </span>
      <span class="file-name">
        <bdi title={name}>{name}</bdi>
        {failed ? (
          <span class="file-problem" role="alert">
            {problem ?? t.uploadFailed}
          </span>
        ) : (
          <span class="secondary">
            {t.fileSize(size)} · {state === 'uploaded' ? t.fileReady : t.uploadedPart(percent)}
          </span>
        )}
        {state === 'waiting' && <progress max={100} value={percent} aria-label={name} />}
      </span>
      {failed && (
        <button
          type="button"
          class="icon-button"
          onClick={() => void uploads.retry(fileId)}
          aria-label={t.retryUpload(name)}
          title={t.retryUpload(name)}
        >
          <Icon name="again" />
        </button>
      )}
      <RemoveButton name={name} remove={remove} />
    </li>
  );
}

function RemoveButton({ name, remove }: { name: string; remove: () => void }) {
  return (
    <button
      type="button"
      class="icon-button"
      onClick={remove}
      aria-label={t.removeFile(name)}
      title={t.removeFile(name)}
    >
      <Icon name="close" />
    </button>
  );
}

// Announces the beginning and the end of uploads, and not each percent.
function UploadAnnouncer({ records }: { records: readonly FileRecord[] }) {
  const [text, setText] = useState('');
  const known = useRef<ReadonlyMap<string, FileRecord['state']>>(new Map());
  useEffect(() => {
    const before = known.current;
    known.current = new Map(records.map(({ fileId, state }) => [fileId, state]));
    const started = records.filter(({ fileId, state }) => state === 'waiting' && before.get(fileId) !== 'waiting');
    const finished = records.filter(({ fileId, state }) => state === 'uploaded' && before.get(fileId) === 'waiting');
    if (finished.length > 0) setText(t.uploadFinished(finished.length));
    else if (started.length > 0) setText(t.uploadStarted(started.length));
  }, [records]);
  return <LiveRegion text={text} clear={() => setText('')} />;
}
