// Parsing of untrusted JSON with bounded nesting: V8 takes a quarter of a second for a million brackets.

/** Levels of nesting of an event or a frame. DynamoDB allows 32; this is far beyond any real use. */
const DEPTH_MAX = 512;

/** Members and elements of a frame; its events are strings, so even the fullest frame has few. */
const FRAME_PARTS_MAX = 10_000;

// Below this size no text takes a noticeable time.
const SMALL_LENGTH = 512;

/** Parses JSON of any size; throws SyntaxError when it is invalid or nested too deeply. */
export function parseJson(text: string): unknown {
  if (text.length > SMALL_LENGTH) checkLimits(text, Number.POSITIVE_INFINITY);
  return JSON.parse(text);
}

/** Parses a JSON object with few members; throws SyntaxError otherwise. */
export function parseJsonObject(text: string): Readonly<Record<string, unknown>> {
  if (text.length > SMALL_LENGTH) checkLimits(text, FRAME_PARTS_MAX);
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new SyntaxError('not an object');
  return value as Readonly<Record<string, unknown>>;
}

function checkLimits(text: string, partsMax: number): void {
  let depth = 0;
  let parts = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
    } else if (code === OPEN_BRACKET || code === OPEN_BRACE) {
      if (++depth > DEPTH_MAX) throw new SyntaxError(`nested deeper than ${DEPTH_MAX} levels`);
    } else if (code === CLOSE_BRACKET || code === CLOSE_BRACE) {
      depth--;
    } else if (code === COMMA && ++parts > partsMax) {
      throw new SyntaxError(`more than ${partsMax} members`);
    }
  }
}

function endOfString(text: string, from: number): number {
  let at = text.indexOf('"', from + 1);
  while (at !== -1 && isEscaped(text, at)) at = text.indexOf('"', at + 1);
  return at === -1 ? text.length : at;
}

function isEscaped(text: string, quote: number): boolean {
  let from = quote;
  while (text.charCodeAt(from - 1) === BACKSLASH) from--;
  return (quote - from) % 2 === 1;
}

const QUOTE = 34;
const COMMA = 44;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
