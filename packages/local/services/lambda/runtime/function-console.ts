// The output of a function in the format of Lambda's log, limited for each invocation.
import { format } from 'node:util';
import type { Failure, WorkerSettings } from '../worker-protocol.ts';

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
type Level = (typeof LEVELS)[number];
const METHODS = { trace: 'TRACE', debug: 'DEBUG', log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR' } as const;

// A function that prints without end must not fill the engine's memory. This is CloudWatch's limit for one message.
const OUTPUT_CHARS_MAX = 1024 * 1024;

/** `begin` starts the output of an invocation; `error` prints a failure as the runtime does. */
export type Output = { begin(requestId: string): void; error(title: string, failure: Failure): void };

/** Captures the console, stdout and stderr of this thread. */
export function captureOutput({ json, logLevel }: WorkerSettings, put: (line: string) => void): Output {
  let requestId: string | undefined;
  let left = OUTPUT_CHARS_MAX;
  const print = (line: string) => {
    if (left <= 0) return;
    left -= line.length;
    put(line.slice(0, OUTPUT_CHARS_MAX));
    if (left <= 0) put('The function printed more than 1 MB; the rest is omitted.');
  };
  const write = (level: Level, parts: unknown[]) => {
    if (json && LEVELS.indexOf(level) < LEVELS.indexOf(logLevel as Level)) return;
    print(json ? jsonLine(requestId, level, parts) : textLine(requestId, level, parts));
  };
  for (const [method, level] of Object.entries(METHODS))
    console[method as keyof typeof METHODS] = (...parts: unknown[]) => write(level, parts);
  for (const stream of [process.stdout, process.stderr])
    stream.write = (chunk: string | Uint8Array) => {
      print((typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()).replace(/\n$/, ''));
      return true;
    };
  return {
    begin(id) {
      requestId = id;
      left = OUTPUT_CHARS_MAX;
    },
    error(title, { errorType, errorMessage, trace }) {
      const error = { errorType, errorMessage, stack: trace };
      write('ERROR', json ? [error] : [`${title} \t${JSON.stringify(error)}`]);
    },
  };
}

function textLine(requestId: string | undefined, level: Level, parts: unknown[]): string {
  return `${new Date().toISOString()}\t${requestId}\t${level}\t${format(...parts)}`;
}

function jsonLine(requestId: string | undefined, level: Level, parts: unknown[]): string {
  const line = { timestamp: new Date().toISOString(), level, requestId };
  const text = { ...line, message: format(...parts) };
  const error = parts.find((part) => part instanceof Error);
  if (parts.length > 1) return JSON.stringify({ ...text, ...(error && errorFields(error)) });
  try {
    return JSON.stringify({ ...line, message: parts[0] }, (_key, value) =>
      value instanceof Error ? { ...errorFields(value), ...value } : value,
    );
  } catch {
    return JSON.stringify(text);
  }
}

// Source: aws-lambda-nodejs-runtime-interface-client, LogPatch.js.
function errorFields(error: Error) {
  return {
    errorType: error.constructor.name,
    errorMessage: error.message,
    stackTrace: error.stack?.split('\n'),
  };
}
