// The streamed response of a function URL, as its function writes it.
// Source: Lambda developer guide, "Response streaming for Lambda functions" and "Invoking Lambda function URLs".
import type { ServerResponse } from 'node:http';
import { writeAndDrain } from '../../http/write-and-drain.ts';
import { parseIntegrationResponse } from '../apigatewayv2/integration-response.ts';
import { HTTP_RESPONSE, type ResponseSink, type StreamHead, StreamHeadReader } from './response-sink.ts';

const DEFAULT_CONTENT_TYPE = 'application/octet-stream';

/** Sends the parts of a response to an HTTP client. */
export class UrlSink implements ResponseSink {
  readonly #response: ServerResponse;
  readonly #extra: Readonly<Record<string, string>>;
  readonly #reader = new StreamHeadReader();
  #hasBegun = false;

  /** `extra` are headers that the function cannot set, those of CORS. */
  constructor(response: ServerResponse, extra: Readonly<Record<string, string>>) {
    this.#response = response;
    this.#extra = extra;
  }

  /** Whether the client has received the status. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  async write(bytes: Uint8Array, contentType: string | undefined): Promise<void> {
    if (this.#hasBegun) return this.#send(bytes);
    if (contentType !== HTTP_RESPONSE) {
      this.#begin({ headers: { 'content-type': contentType ?? DEFAULT_CONTENT_TYPE } });
      return this.#send(bytes);
    }
    const read = this.#reader.read(bytes);
    if (!read) return;
    this.#begin(read.head);
    return this.#send(read.rest);
  }

  /** Ends the response; after a failure the connection is cut, so that the client does not take a part for the whole. */
  end(hasFailed: boolean): void {
    if (hasFailed) this.#response.destroy();
    else this.#response.end();
  }

  #begin({ statusCode = 200, headers, cookies }: StreamHead): void {
    const { status, headers: parsed, ...rest } = parseIntegrationResponse({ statusCode, headers, cookies });
    const isTyped = Object.keys(Object(headers) as object).some((name) => name.toLowerCase() === 'content-type');
    this.#response.writeHead(status, {
      ...parsed,
      ...(!isTyped && { 'content-type': DEFAULT_CONTENT_TYPE }),
      ...this.#extra,
      ...(rest.cookies.length > 0 && { 'set-cookie': [...rest.cookies] }),
    });
    this.#response.flushHeaders();
    this.#hasBegun = true;
  }

  /** The function goes on when its client is gone, as on AWS. */
  async #send(bytes: Uint8Array): Promise<void> {
    if (bytes.length > 0) await writeAndDrain(this.#response, bytes);
  }
}
