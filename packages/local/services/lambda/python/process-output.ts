// What a process prints, as lines of its function's log, limited for each invocation.
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

// A function that prints without end must not fill the engine's memory. This is CloudWatch's limit for one message.
const OUTPUT_CHARS_MAX = 1024 * 1024;

/** `begin` starts the output of an invocation. */
export type Output = { begin(): void };

/** Calls `put` with each line of a stream; a last line without its end is one, too. */
export function collectLines(stream: Readable, put: (line: string) => void): Output {
  const decoder = new StringDecoder('utf8');
  let left = OUTPUT_CHARS_MAX;
  let unfinished = '';
  const print = (line: string) => {
    if (left <= 0) return;
    left -= line.length + 1;
    put(line);
    if (left <= 0) put('The function printed more than 1 MB; the rest is omitted.');
  };
  stream.on('data', (part: Buffer) => {
    const lines = `${unfinished}${decoder.write(part)}`.split('\n');
    unfinished = (lines.pop() ?? '').slice(0, OUTPUT_CHARS_MAX);
    for (const line of lines) print(line);
  });
  stream.on('end', () => unfinished !== '' && print(unfinished));
  return {
    begin() {
      left = OUTPUT_CHARS_MAX;
    },
  };
}
