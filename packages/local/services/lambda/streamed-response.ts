// The streamed response of one invocation: passes its parts on, one after another, up to Lambda's limit.
import { BufferingSink, type ResponseSink } from './response-sink.ts';
import type { Failure } from './worker-protocol.ts';

// Source: Lambda developer guide, "Response streaming for Lambda functions": a default of 200 MB.
const STREAMED_BYTES_MAX = 200 * 1024 * 1024;
// Source: Lambda quotas, "Invocation payload (request and response)": 6 MB for buffered responses.
const BUFFERED_BYTES_MAX = 6_291_556;

/** The parts of a response on their way to a sink. */
export class StreamedResponse {
  readonly #sink: ResponseSink;
  readonly #buffer: BufferingSink | undefined;
  readonly #onTaken: () => void;
  #size = 0;

  /** `onTaken` has the function send its next part. Without a sink the response is collected. */
  constructor(sink: ResponseSink | undefined, onTaken: () => void) {
    this.#buffer = sink ? undefined : new BufferingSink();
    this.#sink = sink ?? (this.#buffer as BufferingSink);
    this.#onTaken = onTaken;
  }

  /** Passes a part on. `fail` ends the function when the response is too large, or its client is gone. */
  take(
    { bytes, contentType }: { bytes: Uint8Array; contentType: string | undefined },
    fail: (failure: Failure) => void,
  ) {
    this.#size += bytes.length;
    const limit = this.#buffer ? BUFFERED_BYTES_MAX : STREAMED_BYTES_MAX;
    if (this.#size > limit)
      return fail({
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage: `Response payload size exceeded maximum allowed payload size (${limit} bytes).`,
      });
    Promise.resolve(this.#sink.write(bytes, contentType)).then(this.#onTaken, (error: Error) =>
      fail({ errorType: 'Runtime.StreamError', errorMessage: error.message }),
    );
  }

  /** The collected response as JSON; that of a sink is empty. */
  payload(): string {
    return this.#buffer?.payload() ?? 'null';
  }
}
