// The files of the fault page: plain HTML, CSS and JavaScript, served unchanged.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lookup } from 'mrmime';

const FOLDER = join(import.meta.dirname, 'page');
const FILES: ReadonlySet<string> = new Set([
  'dom.js',
  'engine-client.js',
  'fault-page.css',
  'fault-page.js',
  'hop-card.js',
  'index.html',
  'message-list.js',
  'presets.js',
  'tokens.css',
  'traced-messages.js',
]);

// No foreign resources, no inline code, and no framing, so that a click that sets faults is always a click on this page.
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** The file at a path, if the page has one there. */
export async function pageFile(path: string): Promise<{ headers: Record<string, string>; body: Buffer } | undefined> {
  const name = path === '/' ? 'index.html' : path.slice(1);
  if (!FILES.has(name)) return undefined;
  const headers = {
    'content-type': `${lookup(name)}; charset=utf-8`,
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  };
  return { headers, body: await readFile(join(FOLDER, name)) };
}
