// Links to files in views: requested when the view comes near the window, and once more if one does not work.
import type { FileReference } from '@parley/chat';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChatFiles } from '../../state/files/chat-files.ts';
import type { FileVariant } from '../../state/files/file-links.ts';

/** An address that can be displayed, or whether there is none. `onError` is for the element that displays it. */
export type LoadedLink = { url: string | undefined; failed: boolean; onError: () => void; retry: () => void };

/** The link to a file, while it is wanted. */
export function useFileLink(
  { links }: ChatFiles,
  channel: string,
  file: FileReference,
  variant: FileVariant,
  wanted: boolean,
): LoadedLink {
  const [url, setUrl] = useState<string>();
  const [failures, setFailures] = useState(0);
  useEffect(() => {
    if (!wanted || failures > 1) return;
    let current = true;
    links.link(channel, file, variant).then(
      (link) => current && setUrl(link),
      () => current && setFailures((count) => count + 1),
    );
    return () => {
      current = false;
    };
  }, [wanted, failures, file.fileId, variant]);
  const onError = () => {
    links.drop(channel, file, variant);
    setUrl(undefined);
    setFailures((count) => count + 1);
  };
  return { url, failed: failures > 1, onError, retry: () => setFailures(0) };
}

/** How far below and above the window, in pixels, a file counts as in view. */
const NEAR = 400;

/** Whether an element has come near the window. */
export function useNearView<Shown extends HTMLElement>() {
  const element = useRef<Shown>(null);
  const [near, setNear] = useState(false);
  useEffect(() => {
    if (!element.current || near) return;
    const observer = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && setNear(true),
      { rootMargin: `${NEAR}px` },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [near]);
  return { element, near };
}

/** Opens a link as a download. The server says that it is one, whatever the type of the file is. */
export function download(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = '';
  link.click();
}
