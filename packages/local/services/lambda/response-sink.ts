// Where the parts of a streamed response go: to the client as they arrive, or into one response.

/** Takes the parts of a response, each after the one before it was taken. */
export interface ResponseSink {
  write(bytes: Uint8Array, contentType: string | undefined): void | Promise<void>;
}

/** The content type of a response that begins with its status and headers in JSON, and eight zero bytes. */
export const HTTP_RESPONSE = 'application/vnd.awslambda.http-integration-response';

const DELIMITER = Buffer.alloc(8);

/** Headers of any response are shorter. */
const HEAD_BYTES_MAX = 64 * 1024;

/** The status and headers of a streamed response: the object that the function gave to `HttpResponseStream.from`. */
export type StreamHead = { statusCode?: unknown; headers?: unknown; cookies?: unknown };

/** Separates the head of a response from its body. */
export class StreamHeadReader {
  #bytes = Buffer.alloc(0);

  /** Returns the head and the first part of the body once the head is complete. Throws when it is not one. */
  read(part: Uint8Array): { head: StreamHead; rest: Buffer } | undefined {
    this.#bytes = Buffer.concat([this.#bytes, part]);
    const end = this.#bytes.indexOf(DELIMITER);
    if (end > HEAD_BYTES_MAX || (end < 0 && this.#bytes.length > HEAD_BYTES_MAX))
      throw new RangeError(`The status and headers of a streamed response have more than ${HEAD_BYTES_MAX} bytes.`);
    if (end < 0) return undefined;
    const head: unknown = JSON.parse(this.#bytes.subarray(0, end).toString('utf8'));
    return { head: Object(head) as StreamHead, rest: this.#bytes.subarray(end + DELIMITER.length) };
  }
}

/** Collects a response for a caller that takes it as a whole. */
export class BufferingSink implements ResponseSink {
  readonly #parts: Uint8Array[] = [];
  #contentType: string | undefined;

  write(bytes: Uint8Array, contentType: string | undefined): void {
    this.#parts.push(bytes);
    this.#contentType = contentType;
  }

  /** The response as JSON: what a proxy integration takes, if it has a head; else the text, which may be JSON itself. */
  payload(): string {
    const bytes = Buffer.concat(this.#parts);
    const text = bytes.toString('utf8');
    try {
      if (this.#contentType === HTTP_RESPONSE) {
        const { head, rest } = new StreamHeadReader().read(bytes) ?? { head: {}, rest: bytes };
        return JSON.stringify({ statusCode: 200, ...head, body: rest.toString('base64'), isBase64Encoded: true });
      }
      JSON.parse(text);
      return text;
    } catch {
      return JSON.stringify(text);
    }
  }
}
