// The colours of code in messages, by highlight.js: parts of the text, never markup. A file of its own.
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { createLowlight } from 'lowlight';

/** What a part of code is; the style sheet has a colour for each. */
export type CodeKind = 'keyword' | 'string' | 'number' | 'comment' | 'name' | 'added' | 'removed';

/** A part of code; the parts joined are the code. */
export type CodePart = { text: string; kind: CodeKind | undefined };

/**
 * The patterns of the languages take up to seconds for a long word, and tenths of a second for other hostile texts. What is longer has no
 * colours.
 */
const CODE_MAX = 5_000;
const HOSTILE = /.{201}|[\w$]{65}/u;

const languages = {
  bash,
  c,
  cpp,
  csharp,
  css,
  diff,
  go,
  java,
  javascript,
  json,
  python,
  rust,
  sql,
  typescript,
  xml,
  yaml,
};
const lowlight = createLowlight(languages);

const NAME = 'name';

const KINDS: Readonly<Record<string, CodeKind>> = {
  keyword: 'keyword',
  built_in: 'keyword',
  type: 'keyword',
  literal: 'number',
  'selector-tag': 'keyword',
  tag: 'keyword',
  string: 'string',
  regexp: 'string',
  char: 'string',
  number: 'number',
  symbol: 'number',
  comment: 'comment',
  quote: 'comment',
  doctag: 'comment',
  meta: 'comment',
  title: NAME,
  name: 'name',
  section: 'name',
  attr: 'name',
  attribute: 'name',
  property: 'name',
  addition: 'added',
  deletion: 'removed',
};

let last: Promise<unknown> = Promise.resolve();

/** The parts of a code, or undefined if its language is unknown. One code in each task, so that the page stays responsive. */
export function highlightSoon(text: string, language: string): Promise<CodePart[] | undefined> {
  const next = last.then(() => new Promise((resolve) => setTimeout(resolve))).then(() => highlight(text, language));
  last = next.catch(() => undefined);
  return next;
}

/** The same at once. */
export function highlight(text: string, language: string): CodePart[] | undefined {
  const name = language.toLowerCase();
  if (text.length > CODE_MAX || HOSTILE.test(text) || !lowlight.registered(name)) return undefined;
  const parts: CodePart[] = [];
  addParts(lowlight.highlight(name, text).children, undefined, parts);
  return parts;
}

type Node = ReturnType<typeof lowlight.highlight>['children'][number];

function addParts(nodes: readonly Node[], kind: CodeKind | undefined, parts: CodePart[]): void {
  for (const node of nodes) {
    if (node.type === 'text') parts.push({ text: node.value, kind });
    else if (node.type === 'element') addParts(node.children, kindOf(node.properties['className']) ?? kind, parts);
  }
}

function kindOf(classes: unknown): CodeKind | undefined {
  const [name] = Array.isArray(classes) ? classes : [];
  return KINDS[String(name).replace(/^hljs-/, '')];
}
