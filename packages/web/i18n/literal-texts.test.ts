// Every text that a user reads is in the catalogue: the other sources hold no English in their string literals.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type AnyNode, parse } from 'acorn';
import { transform } from 'esbuild';

const WEB = join(import.meta.dirname, '..');

/** The sources of the page: its texts, its build and its test helpers aside. */
const SOURCES = globSync('**/*.{ts,tsx}', { cwd: WEB }).filter(
  (file) =>
    !/^(?:i18n|testing|node_modules)\/|\.test\.tsx?$|^(?:build(?:-service-worker|-dependencies)?|page-parts)\.ts$/.test(
      file.replaceAll('\\', '/'),
    ),
);

/** Properties whose text is shown or read aloud, whatever it is. */
const SHOWN = new Set(['children', 'aria-label', 'alt', 'label', 'placeholder', 'title']);

/** Properties whose text is for the browser alone. */
const TECHNICAL = new Set(['class', 'd', 'rel', 'scope']);

/** Calls whose text is for the browser or for the maintainer alone. An error that a user may read is a `WebError`. */
const TECHNICAL_CALLS = new Set(['Error', 'TypeError', 'querySelector', 'querySelectorAll', 'closest']);

/** Words with a capital that are names of keys, of headers, and of parts of a JPEG. */
const TECHNICAL_WORDS = new Set([
  ...['Enter', 'Escape', 'Tab', 'Shift', 'Ctrl', 'Alt', 'Ctrl+Shift+C'],
  ...['Authorization', 'Bearer ', 'Adobe', 'Exif\0\0'],
]);

/** The literals of a source that look like a text for users. */
async function textsIn(source: string, loader: 'ts' | 'tsx' = 'tsx'): Promise<string[]> {
  const { code } = await transform(source, { loader, jsx: 'automatic', jsxImportSource: 'preact' });
  const found: string[] = [];
  visit(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }), false);
  return found;

  function visit(node: AnyNode, shown: boolean): void {
    switch (node.type) {
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
        return;
      case 'Literal':
        if (typeof node.value === 'string') check(node.value, shown);
        return;
      case 'TemplateElement':
        return check(node.value.cooked ?? '', shown);
      case 'BinaryExpression':
        // What is compared is not shown.
        return node.operator === '+' ? visitAll(node, shown) : visitAll(node, false);
      case 'ConditionalExpression':
        visit(node.test, false);
        visit(node.consequent, shown);
        return visit(node.alternate, shown);
      case 'CallExpression':
      case 'NewExpression':
        if (!TECHNICAL_CALLS.has(nameOf(node.callee))) visitAll(node, false);
        return;
      case 'Property':
        if (node.computed) visit(node.key, false);
        if (!TECHNICAL.has(nameOf(node.key))) visit(node.value, SHOWN.has(nameOf(node.key)));
        return;
      default:
        return visitAll(node, shown && /Array|Logical|Template/.test(node.type));
    }
  }

  function visitAll(node: AnyNode, shown: boolean): void {
    for (const child of Object.values(node).flat() as unknown[])
      if (typeof child === 'object' && child !== null && 'type' in child) visit(child as AnyNode, shown);
  }

  function check(text: string, shown: boolean): void {
    const isText = shown ? /\p{L}/u.test(text) : /\p{L}{2,},? \p{L}{2,}|^\p{Lu}\p{Ll}+(?!\p{L})/u.test(text);
    if (isText && !TECHNICAL_WORDS.has(text)) found.push(text);
  }
}

function nameOf(node: AnyNode): string {
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'MemberExpression') return nameOf(node.property);
  return node.type === 'Literal' ? String(node.value) : '';
}

test('no source of the page holds a text that belongs to the catalogue', async () => {
  assert.ok(SOURCES.length > 60, `${SOURCES.length} sources`);
  const texts: string[] = [];
  for (const file of SOURCES)
    for (const text of await textsIn(readFileSync(join(WEB, file), 'utf8'), file.endsWith('x') ? 'tsx' : 'ts'))
      texts.push(`${file}: ${text}`);
  assert.deepEqual(texts, [], 'these belong into i18n/en-….ts');
});

test('no text is read while a module is loaded: it would stay in the language of that moment', async () => {
  for (const file of SOURCES) {
    const loader = file.endsWith('x') ? 'tsx' : 'ts';
    const { code } = await transform(readFileSync(join(WEB, file), 'utf8'), { loader, jsx: 'automatic' });
    assert.deepEqual(textsReadOnLoad(parse(code, { ecmaVersion: 'latest', sourceType: 'module' })), [], file);
  }
  const early = parse('const label = { join: t.join }; const later = () => t.leave;', { ecmaVersion: 'latest' });
  assert.deepEqual(textsReadOnLoad(early), ['join']);
});

function textsReadOnLoad(node: AnyNode): string[] {
  if (/Function|MethodDefinition/.test(node.type)) return [];
  if (node.type === 'MemberExpression' && nameOf(node.object) === 't') return [nameOf(node.property)];
  return Object.values(node)
    .flat()
    .flatMap((child: unknown) =>
      typeof child === 'object' && child !== null && 'type' in child ? textsReadOnLoad(child as AnyNode) : [],
    );
}

test('a text is found wherever it can be written', async () => {
  for (const [source, text] of [
    ['<p>Hello</p>', 'Hello'],
    ['<span class="you">you</span>', 'you'],
    ['<p>{count} unread</p>', ' unread'],
    ['<button aria-label="close" />', 'close'],
    ['<input placeholder={isNew ? "name" : t.name} />', 'name'],
    ['<h1>{open ? heading : "channel " + name}</h1>', 'channel '],
    ['<p>{muted && "muted"}</p>', 'muted'],
    [`document.title = \`\${count} new messages\``, ' new messages'],
    ['const state = { problem: "Try again." }', 'Try again.'],
    ['throw new WebError("failing", "The server failed.")', 'The server failed.'],
  ] as const)
    assert.deepEqual(await textsIn(source), [text], source);
});

test('a technical word is not taken for a text', async () => {
  for (const source of [
    '<p class="text deleted" role="status" dir="auto">{t.sent}</p>',
    'if (event.key === "ArrowUp") move("up")',
    'import { parse } from "a b"',
    'document.querySelector("dialog form input")',
    'throw new Error("The lock is gone.")',
  ])
    assert.deepEqual(await textsIn(source), [], source);
});
