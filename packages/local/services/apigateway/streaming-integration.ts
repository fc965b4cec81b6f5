// Lambda proxy integrations with the response transfer mode STREAM: the response is sent while the function writes it.
// Source: API Gateway developer guide, "Set up a Lambda proxy integration with payload response streaming in API Gateway".
import { PassThrough } from 'node:stream';
import { writeAndDrain } from '../../http/write-and-drain.ts';
import { type ResponseSink, type StreamHead, StreamHeadReader } from '../lambda/index.ts';
import { gatewayError } from './gateway-response.ts';
import { parseProxyResult } from './proxy-integration.ts';
import type { InvocationSource, RestApisDeps } from './rest-api-deps.ts';
import type { RestResponse } from './rest-response.ts';

/** Resolves when the function has written the status and headers; a function that ends without them, or fails before, is a 502. */
export function streamFunction(
  functionArn: string,
  event: unknown,
  origin: InvocationSource,
  { lambda }: Pick<RestApisDeps, 'lambda'>,
): Promise<RestResponse> {
  return new Promise((resolve, reject) => {
    const sink = new StreamedBody((head, stream) => resolve({ ...parseHead(head), stream }));
    const onFailure = (error: unknown) => (sink.hasHead ? sink.body.destroy() : reject(error));
    lambda.invokeStreaming(functionArn, event, sink, origin).then(({ error }) => {
      if (error !== undefined || !sink.hasHead) onFailure(gatewayError('DEFAULT_5XX'));
      else sink.body.end();
    }, onFailure);
  });
}

/** Separates the head of a response from its body, which the client reads at its own speed. */
class StreamedBody implements ResponseSink {
  readonly body = new PassThrough();
  readonly #reader = new StreamHeadReader();
  readonly #onHead: (head: StreamHead, body: PassThrough) => void;
  hasHead = false;

  constructor(onHead: (head: StreamHead, body: PassThrough) => void) {
    this.#onHead = onHead;
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.hasHead) return writeAndDrain(this.body, bytes);
    const read = this.#reader.read(bytes);
    if (!read) return;
    this.#onHead(read.head, this.body);
    this.hasHead = true;
    return writeAndDrain(this.body, read.rest);
  }
}

function parseHead({ cookies, ...head }: StreamHead): RestResponse {
  const response = parseProxyResult({ statusCode: 200, ...head }, undefined, []);
  if (!Array.isArray(cookies)) return response;
  return { ...response, headers: { ...response.headers, 'set-cookie': cookies.map(String) } };
}
