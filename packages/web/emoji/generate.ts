// Generates the emoji data of this folder from data of Unicode and Emojibase. For a new version of either, run in an empty folder
//   npm pack emojibase-data@17.0.0 cldr-annotations-full@48.2.0 cldr-annotations-derived-full@48.2.0
// unpack each into a folder with the name of its package, and run `node generate.ts FOLDER`.
// The data is © Unicode, Inc. (Unicode License V3, CLDR) and © Miles Johnson (MIT, Emojibase).
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Emoji of later versions (Unicode, "Emoji Versions") are left out: many devices have no image of them yet. */
const EMOJI_VERSION_MAX = 15.1;

const LANGUAGES = ['en', 'de', 'ar'];

type Emojibase = { emoji: string; hexcode: string; group?: number; order?: number; version: number; skins?: unknown[] };

type Annotations = Record<string, { default?: string[]; tts?: string[] }>;

const [, , folder = '.'] = process.argv;
const read = async (...path: string[]) => JSON.parse(await readFile(join(folder, ...path), 'utf8'));

/** The group of components, such as skin tones. */
const COMPONENTS = 2;

const emojibase: Emojibase[] = await read('emojibase-data', 'package', 'en', 'data.json');
const listed = emojibase
  .filter(({ group, version }) => group !== undefined && group !== COMPONENTS && version <= EMOJI_VERSION_MAX)
  .sort((one, other) => (one.order ?? 0) - (other.order ?? 0))
  // Emojibase adds a variation selector also where Unicode recommends none, and the server accepts what Unicode recommends.
  .map((one) => (/^\p{RGI_Emoji}$/v.test(one.emoji) ? one : { ...one, emoji: one.emoji.replaceAll('\uFE0F', '') }));

// Those that GitHub and Slack use, then Emojibase's own, which exist for every emoji.
const shortcodes = await Promise.all(
  ['github', 'iamcal', 'emojibase'].map((set) => read('emojibase-data', 'package', 'en', 'shortcodes', `${set}.json`)),
);
const shortcodesOf = (hexcode: string) => [...new Set(shortcodes.flatMap((set) => set[hexcode] ?? []))] as string[];

const lines = listed.map(({ emoji, group, hexcode, skins }) =>
  [group, emoji, skins ? 1 : 0, shortcodesOf(hexcode).join(' ')].join('\t'),
);
await writeFile(join(import.meta.dirname, 'emoji.tsv'), `${lines.join('\n')}\n`);

for (const language of LANGUAGES) {
  const annotations: Annotations = {
    ...(await read('cldr-annotations-full', 'package', 'annotations', language, 'annotations.json')).annotations
      .annotations,
    ...(await read('cldr-annotations-derived-full', 'package', 'annotationsDerived', language, 'annotations.json'))
      .annotationsDerived.annotations,
  };
  const named = listed.map(({ emoji }) => {
    const { tts: [name] = [], default: words = [] } =
      annotations[emoji] ?? annotations[emoji.replaceAll('\uFE0F', '')] ?? {};
    if (name === undefined) throw new Error(`CLDR has no name for ${emoji} in ${language}.`);
    return [name, words.filter((word) => word !== name).join('|')].join('\t');
  });
  await writeFile(join(import.meta.dirname, `emoji-${language}.tsv`), `${named.join('\n')}\n`);
}
