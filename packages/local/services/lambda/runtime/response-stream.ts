// Response streaming in a worker thread: the global `awslambda`, and the stream that a streaming handler writes to.
// Source: Lambda developer guide, "Response streaming for Lambda functions"; aws-lambda-nodejs-runtime-interface-client, HttpResponseStream.js.
import { Writable } from 'node:stream';

/** A handler that receives a stream: `awslambda.streamifyResponse(handler)`. */
export type StreamingHandler = (event: unknown, stream: ResponseStream, context: unknown) => unknown;

/** Sends a part of the response; resolves when the engine takes the next one. */
export type SendChunk = (bytes: Uint8Array, contentType: string | undefined) => Promise<void>;

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');

/** The content type of a response that begins with its status and headers. */
const HTTP_RESPONSE = 'application/vnd.awslambda.http-integration-response';

/** Between the status and headers, in JSON, and the body. */
const DELIMITER = new Uint8Array(8);

type Marked = StreamingHandler & { [STREAMING]?: string; [HIGH_WATER_MARK]?: number };

/** Defines the global variable that the code of a function uses without an import. */
export function defineStreamingGlobal(): void {
  const streamifyResponse = (handler: Marked, options: { highWaterMark?: number } = {}) => {
    handler[STREAMING] = 'response';
    if (options.highWaterMark !== undefined) handler[HIGH_WATER_MARK] = Number(options.highWaterMark);
    return handler;
  };
  const HttpResponseStream = {
    from(stream: ResponseStream, head: unknown) {
      stream.setContentType(HTTP_RESPONSE);
      stream.beforeFirstWrite = Buffer.concat([Buffer.from(JSON.stringify(head)), DELIMITER]);
      return stream;
    },
  };
  Object.assign(globalThis, { awslambda: { streamifyResponse, HttpResponseStream } });
}

/** Whether a handler receives a stream. */
export function isStreaming(handler: unknown): handler is StreamingHandler {
  return typeof handler === 'function' && (handler as Marked)[STREAMING] === 'response';
}

/** The stream of one invocation. */
export class ResponseStream extends Writable {
  beforeFirstWrite: Uint8Array | undefined;
  readonly #send: SendChunk;
  #contentType: string | undefined;
  #hasWritten = false;

  constructor(handler: StreamingHandler, send: SendChunk) {
    const highWaterMark = (handler as Marked)[HIGH_WATER_MARK];
    super(highWaterMark === undefined ? {} : { highWaterMark });
    this.#send = send;
  }

  setContentType(contentType: string): void {
    this.#contentType = contentType;
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    this.#write(chunk).then(() => done(), done);
  }

  /** A response without a body has its status and headers, too. */
  override _final(done: (error?: Error) => void): void {
    (this.#hasWritten ? Promise.resolve() : this.#write(new Uint8Array())).then(() => done(), done);
  }

  async #write(chunk: Uint8Array): Promise<void> {
    const bytes = this.beforeFirstWrite ? Buffer.concat([this.beforeFirstWrite, chunk]) : chunk;
    this.beforeFirstWrite = undefined;
    this.#hasWritten = true;
    await this.#send(bytes, this.#contentType);
  }
}
