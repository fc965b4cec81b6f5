// The functions of the engine that handler code may call. Values pass as JSON; none of them gives access to resources.
import { randomBytes, randomUUID } from 'node:crypto';
import type { HandlerRun, LogLine } from './sandbox-protocol.ts';
import { ksuid, ulid } from './sortable-ids.ts';
import { formatTime, parseIsoTime, parseTime } from './time-format.ts';

/** Lines that one run may log, and characters of one line; CloudWatch has limits too. */
const LINES_MAX = 100;
const LINE_MAX = 4000;

type Deps = { run: () => Pick<HandlerRun, 'now' | 'authType'>; log: (line: LogLine) => void };

/** Returns the one function that the sandbox calls, with a name and the JSON of a list of values. */
export function hostFunctions({ run, log }: Deps): (name: string, values: string) => string {
  let lines = 0;
  let lastRun: unknown;
  const functions = new Map<string, (...values: never[]) => unknown>([
    ['now', () => run().now],
    ['authType', () => run().authType],
    ['autoId', () => randomUUID()],
    ['autoUlid', () => ulid(run().now, randomBytes(10))],
    ['autoKsuid', () => ksuid(run().now, randomBytes(16))],
    ['base64Encode', (text: unknown) => Buffer.from(String(text), 'utf8').toString('base64')],
    ['base64Decode', (text: unknown) => Buffer.from(String(text), 'base64').toString('utf8')],
    ['urlEncode', (text: unknown) => new URLSearchParams([['', String(text)]]).toString().slice(1)],
    ['urlDecode', (text: unknown) => decodeURIComponent(String(text).replaceAll('+', ' '))],
    ['escapeJavaScript', (text: unknown) => escapeJavaScript(String(text))],
    ['isoTime', (ms: number) => new Date(ms).toISOString()],
    ['formatTime', formatTime],
    ['parseTime', parseTime],
    ['parseIsoTime', parseIsoTime],
    [
      'log',
      (level: LogLine['level'], text: string) => {
        if (lastRun !== run()) lines = 0;
        lastRun = run();
        if (++lines <= LINES_MAX) log({ level, text: text.slice(0, LINE_MAX) });
      },
    ],
  ]);
  return (name, values) => {
    const result: unknown = functions.get(name)?.(...(JSON.parse(values) as never[]));
    return JSON.stringify(result ?? null);
  };
}

/** Like Java's `escapeEcmaScript`, which AWS names. */
function escapeJavaScript(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replaceAll("'", "\\'")
    .replaceAll('/', '\\/')
    .replace(
      /[\u007f-\uffff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
    );
}
