// Images of this browser's own uploads, which are displayed from its storage.
import type { FileReference } from '@parley/chat';
import { useEffect, useState } from 'preact/hooks';
import type { ChatFiles } from '../../state/files/chat-files.ts';
import { kindOf } from '../../state/files/displayed-size.ts';

/** The address of a file's thumbnail, or of the image itself, while this tab has it. */
export function useLocalImage({ uploads, links }: ChatFiles, file: FileReference, sent: boolean): string | undefined {
  const [url, setUrl] = useState(() => links.local(file.fileId));
  useEffect(() => {
    if (url !== undefined || sent) return;
    let current = true;
    void uploads.content(file.fileId).then((content) => {
      const image = content?.thumbnail ?? (kindOf(file) === 'image' ? content?.file : undefined);
      if (image && current) setUrl(links.keepLocal(file.fileId, image));
    });
    return () => {
      current = false;
    };
  }, [file.fileId, sent]);
  return url;
}
