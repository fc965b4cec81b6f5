// Texts that are expensive for careless code: one part repeated, between a beginning and an end.

/** Parts that regular expressions, brackets, normalization, bidirectional text and escaping look at. */
export const PARTS: readonly string[] = [
  ...['a', 'é', ' ', '\n', '.', ',', '/', '-', '_', ':', '@', '#', '%', '%41', '\\', '"', "'", '<', '&', '=', '*', '1'],
  ...['(', ')', '()', '(()', ')(', '[', ']', '{', '[]', '{"":', '),', ').'],
  ...[
    'a.',
    'a-',
    'a ',
    '@a',
    '@a ',
    '@a.',
    '@@a',
    '.-',
    ' -',
    'a@',
    '../',
    './',
    'a/',
    '%2e%2e/',
    'xn--',
    'Credential=',
  ],
  ...['http://', 'http://a', 'https://a ', 'http://a/ ', 'http://a@', 'http://[', '?a=', ';a=', 'a:'],
  // Combining marks of two classes, which normalization sorts; letters, emoji and flags of several code points; directions.
  ...['\u0301', '\u0301\u0323', '\u{1D165}\u0301', '\u1100\u1161', 'ǰ', 'İ', 'Σ', '👩\u200d', '🇩', '\u{1F3FB}', '️'],
  ...['\u202e', '\u200b', '\u0000', '\ud800', '\udc00', '\u2028', 'א', 'א1'],
];

/** Parts that only Markdown looks at. */
export const MARKDOWN_PARTS: readonly string[] = [
  ...[
    '*',
    '*a ',
    '**a',
    '*a **a ',
    '_a ',
    '*a_ ',
    '**a_',
    '*_[',
    '~~',
    '~~a ',
    '~~~',
    '*a*',
    'a**b',
    '***a** b* ',
    '*.*',
  ],
  ...['`', '`a``', '`\n', '```\n', '```a\n', '````a\n```\n', '- ```a\n', '> ```\n'],
  ...['> ', '> a\n', '>', '- ', '- a\n', '- a\n ', '- a\n\n', '1. ', '1. a\n   - b\n', '> - ', 'a\n\n', '\n '],
  ...['[a](', '[](', '![', '[a]', '[a]: b\n', '[a](http://a.b) ', '](', '[[a](http://a.b)', 'www.', 'a@a.'],
];

/** What a part is repeated between. */
export const FRAMES: readonly (readonly [before: string, after: string])[] = [
  ['', ''],
  ['http://a/', '!'],
  ['http://', '/'],
  ['@a', ' x'],
];

/** A text of about this length: the part repeated, within a frame. */
export function repeated(part: string, [before, after]: readonly [string, string], length: number): string {
  return before + part.repeat(Math.ceil(length / part.length)) + after;
}
