// The emoji data: complete in each language, valid for the server, and found by shortcode and by name.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseEmoji } from '@parley/chat';
import { LANGUAGES } from '../i18n/language.ts';
import { findEmoji, parseEmojiData, SKIN_TONES, shortcodeFor, withShortcode, withSkinTone } from './emoji-data.ts';

const file = (name: string) => readFile(join(import.meta.dirname, `${name}.tsv`), 'utf8');
const list = await file('emoji');
const emojiIn = async (language: string) => parseEmojiData(list, await file(`emoji-${language}`));

test('the server accepts every emoji, in each tone of skin, and each has a name in every language', async () => {
  for (const language of Object.keys(LANGUAGES))
    for (const { emoji, name, shortcodes, hasSkins } of await emojiIn(language)) {
      assert.equal(parseEmoji(emoji), emoji);
      assert.ok(name !== '' && shortcodes[0], `${emoji} in ${language}`);
      if (hasSkins && language === 'en')
        for (const tone of Object.values(SKIN_TONES)) parseEmoji(withSkinTone(emoji, tone));
    }
});

test('an emoji is found by a shortcode, and by the words of the reader', async () => {
  const english = await emojiIn('en');
  assert.equal(withShortcode(english, 'tada')?.emoji, '🎉');
  assert.equal(withShortcode(english, 'tad'), undefined);
  assert.equal(findEmoji(english, 'Rocket', 8)[0]?.emoji, '🚀');
  const [first] = findEmoji(english, 'thumbsu', 8);
  assert.deepEqual([first?.emoji, first && shortcodeFor(first, 'thumbsu')], ['👍', 'thumbsup']);
  assert.ok(findEmoji(await emojiIn('de'), 'rakete', 8).some(({ emoji }) => emoji === '🚀'));
  assert.ok(findEmoji(await emojiIn('ar'), 'صاروخ', 8).some(({ emoji }) => emoji === '🚀'));
  assert.deepEqual(findEmoji(english, 'zzzz', 8), []);
});
