// The parts of the built page that are loaded on demand, with their sizes, as a table of docs/performance.md.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Parts that are smaller, compressed, are not listed. */
const LISTED_MIN_BYTES = 1_500;

/** What is in each part, by the name of its file. */
const PARTS: Readonly<Record<string, string>> = {
  'ar-on-demand': 'texts of views on demand, Arabic',
  background:
    'what runs beside the chat: threads, notifications, presence, files of messages; loaded when the chat is displayed',
  'channel-switcher': 'the quick switcher',
  completion: 'completion of mentions, channels and emoji',
  'de-on-demand': 'texts of views on demand, German',
  emoji: 'the emoji of Unicode',
  'emoji-ar': 'names of emoji, Arabic',
  'emoji-de': 'names of emoji, German',
  'emoji-en': 'names of emoji, English',
  'emoji-picker': 'the emoji picker',
  'en-on-demand': 'texts of views on demand, English',
  'format-toolbar': 'the toolbar at the message field, and the keys that format',
  highlighter: 'the colours of code, in 16 languages',
  'image-viewer': 'the image viewer',
  'markdown-text': 'the parser of Markdown, and its view',
  'on-demand.css': 'styles of views on demand',
  'panel-content': 'the side panel: details of a channel, members, search',
  'prepare-file': 'removal of metadata from images, and thumbnails',
  'profile-dialog': 'the dialog of the own profile',
  'service-worker': 'the service worker',
  'settings-view': 'the settings',
  'start-previews': 'previews of links',
  'thread-panel': 'a thread beside its channel',
  'versions-dialog': 'the edit history of a message, with the comparison of versions',
};

/** A part by its name; its size is that of its file, and of the modules that it shares with other parts, by gzip. */
export type PagePart = { name: string; bytes: number; sharedBytes: number };

/** The parts in a built folder that are not among the files of the first load, the largest first. */
export async function pageParts(folder: string, first: readonly string[]): Promise<PagePart[]> {
  const files = (await readdir(folder)).filter((file) => /\.(?:js|css)$/.test(file) && !first.includes(file));
  const sources = new Map(
    await Promise.all(files.map(async (file) => [file, await readFile(join(folder, file), 'utf8')] as const)),
  );
  const sizeOf = (file: string) => gzipSync(sources.get(file) ?? '').length;
  const sharedBy = (file: string): string[] => {
    const found = new Set([file]);
    for (const each of found)
      for (const [, imported = ''] of (sources.get(each) ?? '').matchAll(
        /\bfrom ?"\.\/([^"]+)"|\bimport ?"\.\/([^"]+)"/g,
      ))
        if (sources.has(imported)) found.add(imported);
    found.delete(file);
    return [...found];
  };
  return files
    .filter((file) => !file.startsWith('chunk-'))
    .map((file) => ({
      name: file.replace(/-[A-Z0-9]{8}(?=\.)/, '').replace(/\.js$/, ''),
      bytes: sizeOf(file),
      sharedBytes: sharedBy(file).reduce((sum, shared) => sum + sizeOf(shared), 0),
    }))
    .filter(({ name }) => !/^(?:ar|de|en)$/.test(name))
    .sort((one, other) => other.bytes - one.bytes || (one.name < other.name ? -1 : 1));
}

/** The table. A part that is new is described here first. */
export function partsTable(parts: readonly PagePart[]): string {
  const listed = parts.filter(({ bytes }) => bytes >= LISTED_MIN_BYTES);
  const rows = listed.map(({ name, bytes, sharedBytes }) => {
    const description = PARTS[name];
    if (description === undefined) throw new Error(`packages/web/page-parts.ts does not describe the part ${name}.`);
    return `| \`${name}\` | ${description} | ${kilobytes(bytes)} | ${sharedBytes > 0 ? kilobytes(sharedBytes) : ''} |`;
  });
  return ['| part | content | kB | shared kB |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function kilobytes(bytes: number): string {
  return (bytes / 1_000).toFixed(1);
}
