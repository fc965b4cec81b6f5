// The image viewer: images of a channel, one at a time over the whole window.
import type { FileReference } from '@parley/chat';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import type { Chat } from '../../state/chat.ts';
import type { ChatFiles } from '../../state/files/chat-files.ts';
import { zoomed } from '../../state/files/image-zoom.ts';
import { Icon } from '../all-icons.tsx';
import { Dialog } from '../dialog.tsx';
import { useDownload } from './file-card.tsx';
import { useFileLink } from './file-links-hook.ts';
import { useImageGestures } from './image-gestures.ts';
import { useImages } from './viewed-images.ts';

type ImageViewerProps = {
  chat: Chat;
  chatFiles: ChatFiles;
  channel: string;
  first: FileReference;
  /** The images to go through. @default those of the loaded messages */
  images?: readonly FileReference[];
  close: () => void;
};

/** Arrow keys and swipes show other images, plus and minus zoom, Escape closes. */
export function ImageViewer({ chat, chatFiles, channel, first, close, ...given }: ImageViewerProps) {
  const [shown, show] = useState(first);
  const loaded = useImages(chat);
  const images = given.images ?? loaded;
  const index = images.findIndex(({ fileId }) => fileId === shown.fileId);
  const [zoom, setZoom] = useState(1);
  const { error, start } = useDownload({ chatFiles, channel, file: shown });
  const frame = useRef<HTMLDivElement>(null);
  const step = (by: number) => {
    const next = images[index + by];
    if (index < 0 || !next) return;
    setZoom(1);
    show(next);
  };
  const isMirrored = () => frame.current !== null && getComputedStyle(frame.current).direction === 'rtl';
  const onKeyDown = (event: KeyboardEvent) => {
    const { key } = event;
    // A zoomed image is moved by the arrow keys.
    if (key === 'ArrowRight' && zoom === 1) step(isMirrored() ? -1 : 1);
    else if (key === 'ArrowLeft' && zoom === 1) step(isMirrored() ? 1 : -1);
    else if (key === '+' || key === '=') setZoom(zoomed(zoom, 1));
    else if (key === '-') setZoom(zoomed(zoom, -1));
    else if (key === '0') setZoom(1);
    else return;
    event.preventDefault();
  };
  useViewerDialog(frame, onKeyDown);
  return (
    <Dialog title={shown.name} close={close}>
      <div class="viewer-toolbar">
        {images.length > 1 && index >= 0 && (
          <>
            <ToolButton icon="before" label={t.previousImage} disabled={index === 0} onClick={() => step(-1)} />
            <span role="status">{t.imageOf(index + 1, images.length)}</span>
            <ToolButton
              icon="after"
              label={t.nextImage}
              disabled={index === images.length - 1}
              onClick={() => step(1)}
            />
          </>
        )}
        <ToolButton icon="zoomOut" label={t.zoomOut} disabled={zoom === 1} onClick={() => setZoom(zoomed(zoom, -1))} />
        <ToolButton
          icon="zoomIn"
          label={t.zoomIn}
          disabled={zoomed(zoom, 1) === zoom}
          onClick={() => setZoom(zoomed(zoom, 1))}
        />
        <ToolButton icon="download" label={t.downloadFile(shown.name)} onClick={start} />
      </div>
      {error !== undefined && (
        <p class="form-error" role="alert">
          {error}
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a zoomed image is scrolled by the keyboard. */}
      <section class="viewer-frame" ref={frame} tabIndex={0} aria-label={shown.name}>
        <ViewedImage
          key={shown.fileId}
          {...{ chatFiles, channel, zoom, setZoom, frame }}
          file={shown}
          swiped={(direction) => step(isMirrored() ? direction : -direction)}
        />
      </section>
    </Dialog>
  );
}

// The dialog fills the window, and has the keys also while one of its buttons has the focus.
function useViewerDialog(frame: { current: HTMLElement | null }, onKeyDown: (event: KeyboardEvent) => void): void {
  const latest = useRef(onKeyDown);
  latest.current = onKeyDown;
  useLayoutEffect(() => {
    const dialog = frame.current?.closest('dialog');
    dialog?.classList.add('image-viewer');
    dialog?.addEventListener('keydown', (event) => latest.current(event));
    frame.current?.focus();
  }, []);
}

type ViewedImageProps = {
  chatFiles: ChatFiles;
  channel: string;
  file: FileReference;
  zoom: number;
  setZoom: (zoom: number) => void;
  frame: { current: HTMLDivElement | null };
  swiped: (direction: -1 | 1) => void;
};

function ViewedImage({ chatFiles, channel, file, zoom, setZoom, frame, swiped }: ViewedImageProps) {
  const { url, failed, onError, retry } = useFileLink(chatFiles, channel, file, 'original', true);
  const fitted = useFittedSize(frame, file);
  useImageGestures({ frame, zoom, setZoom, swiped });
  if (failed)
    return (
      <p class="viewer-problem" role="alert">
        {t.cannotLoadFile}{' '}
        <button type="button" class="button" onClick={retry}>
          {t.tryAgain}
        </button>
      </p>
    );
  const size = { width: `${Math.round(fitted.width * zoom)}px`, height: `${Math.round(fitted.height * zoom)}px` };
  return (
    <div class="viewer-image" style={size}>
      {url === undefined ? (
        <p class="loading" role="status">
          {t.loading}
        </p>
      ) : (
        // The dialog and the frame have its name.
        <img src={url} alt={t.filesExcerpt('image', 1)} onError={onError} draggable={false} />
      )}
    </div>
  );
}

/** The size at which the whole image is in view, and no larger than it is. */
function useFittedSize(frame: { current: HTMLElement | null }, { width = 1, height = 1 }: FileReference) {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const element = frame.current as HTMLElement;
    const fit = () => {
      const factor = Math.min(1, element.clientWidth / width, element.clientHeight / height);
      setSize({ width: width * factor, height: height * factor });
    };
    fit();
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    return () => observer.disconnect();
  }, [width, height]);
  return size;
}

type ToolButtonProps = {
  icon: Parameters<typeof Icon>[0]['name'];
  label: string;
  disabled?: boolean;
  onClick: () => void;
};

function ToolButton({ icon, label, disabled = false, onClick }: ToolButtonProps) {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      title={label}
      aria-disabled={disabled}
      onClick={() => !disabled && onClick()}
    >
      <Icon name={icon} />
    </button>
  );
}
