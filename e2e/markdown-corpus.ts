// Hostile texts for Markdown, generated: each way to hide an address or markup, in each place where Markdown has one.

/** Addresses that must never be linked, and hosts that must not be hidden. */
const ADDRESSES: readonly string[] = [
  ...[
    'javascript:canary()',
    'JaVaScRiPt:canary()',
    'java\tscript:canary()',
    'javascript&colon;canary()',
    '&#106;avascript:canary()',
  ],
  ...['&#x6A;avascript:canary()', 'javascript&#58;canary()', '\u0001javascript:canary()', 'javascript\u00a0:canary()'],
  ...[
    'vbscript:canary()',
    'data:text/html,<script>canary()</script>',
    'data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9Y2FuYXJ5KCk+',
  ],
  ...[
    'file:///etc/passwd',
    'blob:https://evil.example/1',
    'about:blank',
    'intent://x#Intent;end',
    '//evil.example',
    '/\\evil.example',
  ],
  ...[
    'https:evil.example',
    'https://good.example@evil.example',
    'https://good.example\\@evil.example',
    'https://evil.example\u202egnp',
  ],
  ...[
    'https://evil.example/"onmouseover="canary()',
    "https://evil.example/'onmouseover='canary()",
    'https://evil.example/><svg/onload=canary()>',
  ],
  ...[
    'mailto:a@b.example?body=x',
    'mailto:javascript:canary()',
    'www.evil.example/javascript:canary()',
    'https://evil.example/%0ajavascript:canary()',
  ],
];

/** Places where Markdown has an address. */
const PLACES: readonly ((address: string) => string)[] = [
  (address) => `[click](${address})`,
  (address) => `[**click** \`me\`](${address})`,
  (address) => `[https://good.example](${address})`,
  (address) => `[click](<${address}>)`,
  (address) => `[click](${address} "title")`,
  (address) => `![click](${address})`,
  (address) => `<${address}>`,
  (address) => `[click][1]\n\n[1]: ${address}`,
  (address) => `> - [click](${address})`,
];

/** Markup that must stay text. */
const MARKUP: readonly string[] = [
  '<script>canary()</script>',
  '<img src=x onerror=canary()>',
  '<svg/onload=canary()>',
  '<a href="javascript:canary()">x</a>',
  '<iframe src=javascript:canary()>',
  '<style>*{background:url(https://evil.example)}</style>',
  '&lt;img src=x onerror=canary()&gt;',
  '</code></pre><img src=x onerror=canary()>',
];

/** Places in which there is text. */
const AROUND: readonly ((markup: string) => string)[] = [
  (markup) => `**${markup}**`,
  (markup) => `*_~~${markup}~~_*`,
  (markup) => `\`${markup}\``,
  (markup) => `\`\`\`html\n${markup}\n\`\`\``,
  (markup) => `\`\`\`${markup}\ncode\n\`\`\``,
  (markup) => `> ${markup}`,
  (markup) => `- ${markup}\n  1. ${markup}`,
  (markup) => `[${markup}](https://evil.example)`,
  (markup) => `# ${markup}\n\n| a |\n| - |\n| ${markup} |`,
];

/** The rest: names of languages, depths, directions and what only looks like Markdown. */
const OTHERS: readonly string[] = [
  ...[
    '"onmouseover=canary()',
    'js class=x',
    'constructor',
    '__proto__',
    'toString',
    'js\u202e',
    '{{7*7}}',
    `x-\${canary()}`,
  ].map((language) => `\`\`\`${language}\nconst a = 1;\n\`\`\``),
  ...['> ', '- ', '1. ', '**', '_', '[', '`', '~~', '![', '](', '&', '<!--', '\\'].map(
    (mark) => `${mark.repeat(300)}end`,
  ),
  '[a](https://evil.example/[b](javascript:canary()))',
  '[a[b](javascript:canary())](https://evil.example)',
  '[\u202egood.example](https://evil.example)',
  '[\u200b](https://evil.example)',
  '[good.example\u2066](https://evil.example)',
  '[@everyone](https://evil.example) [#general](https://evil.example)',
  '[x](https://xn--80ak6aa92e.example) [x](https://аррӏе.example)',
  `\`\`\`js\n\`\${canary()}\` // </script>\n\`\`\``,
  '```xml\n<a onclick="canary()">&amp;</a>\n```',
  '<https://evil.example/`onclick=canary()`>',
  '*[x](javascript:canary())*<img src=x onerror=canary()>',
  '`[x](javascript:canary())`',
  '[`](javascript:canary())`](https://evil.example)',
  '[x]: javascript:canary()\n[x]',
  '[^1]: <img src=x onerror=canary()>\n[^1]',
  '<details open ontoggle=canary()>\n\n**x**\n\n</details>',
  '<div>\n*x*\n</div>\n<script>\n\ncanary()\n\n</script>',
];

/** Every text. */
export const MARKDOWN_CORPUS: readonly string[] = [
  ...new Set([
    ...ADDRESSES.flatMap((address) => PLACES.map((place) => place(address))),
    ...MARKUP.flatMap((markup) => AROUND.map((place) => place(markup))),
    ...OTHERS,
  ]),
];
