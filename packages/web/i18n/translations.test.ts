// The catalogues of all languages: complete, with the plural forms of each language, and loaded as readers prefer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { API_ERROR_CODES } from '@parley/chat';
import * as ar from './ar.ts';
import * as arOnDemand from './ar-on-demand.ts';
import * as de from './de.ts';
import * as deOnDemand from './de-on-demand.ts';
import * as en from './en.ts';
import * as enOnDemand from './en-on-demand.ts';
import { LANGUAGES, type Language, languageFor, loadOnDemandTexts, loadTexts } from './language.ts';

test('each language has exactly the texts of English, in its own script', async () => {
  for (const language of Object.keys(LANGUAGES) as Language[])
    for (const [catalogue, english] of [
      [await loadTexts(language), en],
      [await loadOnDemandTexts(language), enOnDemand],
    ] as const) {
      assert.deepEqual(shapeOf(catalogue), shapeOf(english), language);
      for (const [name, text] of Object.entries(catalogue))
        if (language === 'ar' && typeof text === 'string' && !/^(?:appName|language|key[A-Z].*)$/.test(name))
          assert.match(text, /\p{Script=Arabic}/u, name);
    }
});

/** The names of the texts, with the parts of those that are tables, and the kind of each. */
function shapeOf(catalogue: object): string[] {
  return Object.entries(catalogue)
    .map(([name, text]) => `${name}: ${typeof text === 'object' ? Object.keys(text).join() : typeof text}`)
    .sort();
}

test('every error of the API has a text in every language, a mute and slow mode with their times', () => {
  for (const code of API_ERROR_CODES) {
    assert.match(deOnDemand.problem(code, {}) ?? '', /[.!?]$/, code);
    assert.match(arOnDemand.problem(code, {}) ?? '', /\p{Script=Arabic}.*\.$/u, code);
    // The server's sentence is in English.
    assert.equal(enOnDemand.problem(code, {}), undefined);
  }
  assert.equal(deOnDemand.problem('a-code-of-a-later-server', {}), undefined);
  assert.match(deOnDemand.problem('muted', { mutedUntil: '2020-01-30T12:00:00.000Z' }) ?? '', /2020/);
  assert.match(deOnDemand.problem('rate-limited', { slowModeSeconds: 30 }) ?? '', /^Langsamer Modus: .*30 s/);
});

test('the reader gets the first of the preferred languages that the page has, and English otherwise', () => {
  assert.equal(languageFor(['de-AT', 'en']), 'de');
  assert.equal(languageFor(['fr-FR', 'ar-EG', 'de']), 'ar');
  assert.equal(languageFor(['tlh', 'EN-gb']), 'en');
  assert.equal(languageFor(['fr']), 'en');
  assert.equal(languageFor([]), 'en');
});

test('German addresses the reader as du, and has its two plural forms', () => {
  assert.deepEqual([0, 1, 2].map(deOnDemand.memberCount), ['0 Mitglieder', '1 Mitglied', '2 Mitglieder']);
  assert.equal(de.notice('joined', undefined, undefined, ''), 'Du bist beigetreten');
  assert.equal(de.notice('removed', 'ann', undefined, ''), 'ann hat dich entfernt');
  assert.deepEqual([1, 30, 60, 3_600, 86_400].map(de.slowModeEvery), [
    'Jede Sekunde',
    'Alle 30 Sekunden',
    'Jede Minute',
    'Jede Stunde',
    'Jeden Tag',
  ]);
  assert.equal(de.reactedWith('👍', ['ann'], 0), 'ann hat mit 👍 reagiert');
  assert.equal(de.reactedWith('👍', ['ann', 'bob'], 0), 'ann und bob haben mit 👍 reagiert');
});

test('Arabic has its six plural forms', () => {
  const digits = new Intl.NumberFormat('ar');
  const [three, eleven, hundred] = [3, 11, 100].map((count) => digits.format(count));
  assert.deepEqual([0, 1, 2, 3, 11, 100].map(arOnDemand.memberCount), [
    'لا أعضاء',
    'عضو واحد',
    'عضوان',
    `${three} أعضاء`,
    `${eleven} عضوًا`,
    `${hundred} عضو`,
  ]);
});

test('a name in another direction is isolated from the sentence around it', () => {
  assert.equal(en.notice('joined', 'ann', undefined, ''), 'ann joined');
  assert.equal(en.notice('joined', 'عمر', undefined, ''), '\u2068عمر\u2069 joined');
  assert.ok(ar.notice('renamed', 'ann', undefined, 'Design & UX').includes('\u2068Design & UX\u2069'));
  assert.ok(ar.notice('slow', 'ann', undefined, '60').includes('كل دقيقة'));
});
