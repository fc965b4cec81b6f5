// The Runtime API of one execution environment, by which a process of any language receives invocations and returns results.
// Source: Lambda developer guide, "Using the Lambda runtime API for custom runtimes".
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readBody } from '../../../http/request-body.ts';
import type { Failure, Invocation } from '../worker-protocol.ts';

/** What a process reports. A failure to initialize ends the environment. */
export type RuntimeApiListener = {
  onReady(): void;
  onResponse(requestId: string, payload: string): void;
  onError(requestId: string, failure: Failure): void;
  onInitError(failure: Failure): void;
};

const LOOPBACK = '127.0.0.1';
const VERSION = '/2018-06-01/runtime';
const RESULT = new RegExp(`^${VERSION}/invocation/([^/]+)/(response|error)$`);

// Source: Lambda's error message for a response over 6 MB.
const RESPONSE_BYTES_MAX = 6_291_556;
// An error has a message and a stack trace.
const ERROR_BYTES_MAX = 1024 * 1024;

/** Serves one process. `address` is the value of `AWS_LAMBDA_RUNTIME_API`. */
export class RuntimeApi {
  readonly #functionArn: string;
  readonly #listener: RuntimeApiListener;
  readonly #server: Server;
  #next: ServerResponse | undefined;
  #waiting: Invocation | undefined;
  #running: string | undefined;
  #isReady = false;

  constructor(functionArn: string, listener: RuntimeApiListener) {
    this.#functionArn = functionArn;
    this.#listener = listener;
    // A process waits for its next invocation for as long as there is none.
    this.#server = createServer({ requestTimeout: 0 }, (request, response) => {
      // A process that ends while it sends a result is reported by its exit.
      this.#serve(request, response).catch(() => response.destroy());
    });
  }

  /** Listens on a free port of this machine. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, LOOPBACK, resolve);
    });
    return this.address;
  }

  /** `127.0.0.1:41234` */
  get address(): string {
    return `${LOOPBACK}:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Hands an invocation to the process, at once or when it asks for its next one. */
  invoke(invocation: Invocation): void {
    this.#waiting = invocation;
    this.#handOver();
  }

  /** Cuts the connections of the process. */
  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!this.#isOwn(request))
      return reply(response, 403, 'Forbidden', 'Only the process of the function may call it.');
    const path = request.url ?? '';
    if (request.method === 'GET' && path === `${VERSION}/invocation/next`) return this.#awaitNext(response);
    const [, requestId, kind] = RESULT.exec(path) ?? [];
    const isInitError = path === `${VERSION}/init/error`;
    if (request.method !== 'POST' || (kind === undefined && !isInitError))
      return reply(response, 404, 'NotFound', `${request.method} ${path} is not an operation of the Runtime API.`);
    if (kind !== undefined && requestId !== this.#running)
      return reply(response, 400, 'InvalidRequestID', 'Invalid request ID');
    const body = await readBody(request, {
      maxBytes: kind === 'response' ? RESPONSE_BYTES_MAX : ERROR_BYTES_MAX,
      tooLarge: () => new RangeError(),
    }).catch((error: unknown) => {
      if (error instanceof RangeError) return undefined;
      throw error;
    });
    if (kind !== undefined) this.#running = undefined;
    if (body === undefined) reply(response, 413, 'RequestEntityTooLarge', 'The payload is too large');
    else response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
    this.#report(requestId, kind, body?.toString('utf8'), request.headers['lambda-runtime-function-error-type']);
  }

  #report(requestId: string | undefined, kind: string | undefined, body: string | undefined, type: unknown): void {
    if (requestId === undefined) return this.#listener.onInitError(parseFailure(body, type));
    if (kind === 'error') return this.#listener.onError(requestId, parseFailure(body, type));
    if (body === undefined) return this.#listener.onError(requestId, TOO_LARGE);
    if (!isJson(body)) return this.#listener.onError(requestId, NOT_JSON);
    this.#listener.onResponse(requestId, body);
  }

  /** A page in a browser on this machine can send requests to the port, too; it cannot leave out these headers. */
  #isOwn({ headers }: IncomingMessage): boolean {
    return headers.host === this.address && headers.origin === undefined && headers['sec-fetch-site'] === undefined;
  }

  #awaitNext(response: ServerResponse): void {
    this.#next = response;
    if (!this.#isReady) this.#listener.onReady();
    this.#isReady = true;
    this.#handOver();
  }

  #handOver(): void {
    const [response, invocation] = [this.#next, this.#waiting];
    if (!response || !invocation) return;
    const { requestId, event, remainingMs, trace } = invocation;
    [this.#next, this.#waiting, this.#running] = [undefined, undefined, requestId];
    const headers = {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': requestId,
      // The process has the machine's time.
      'lambda-runtime-deadline-ms': String(Math.round(Date.now() + remainingMs)),
      'lambda-runtime-invoked-function-arn': this.#functionArn,
      ...(trace !== undefined && { 'lambda-runtime-trace-id': `Root=${trace}` }),
      'content-length': Buffer.byteLength(event),
    };
    response.writeHead(200, headers).end(event);
  }
}

const TOO_LARGE: Failure = {
  errorType: 'Function.ResponseSizeTooLarge',
  errorMessage: `Response payload size exceeded maximum allowed payload size (${RESPONSE_BYTES_MAX} bytes).`,
};

const NOT_JSON: Failure = { errorType: 'Runtime.MarshalError', errorMessage: 'The response is not JSON.' };

/** The body of an error, as the process wrote it; one that is not an object is replaced by the type in the header. */
function parseFailure(body: string | undefined, type: unknown): Failure {
  const failure = body !== undefined && isJson(body) ? (JSON.parse(body) as unknown) : undefined;
  if (typeof failure === 'object' && failure !== null && 'errorMessage' in failure) return failure as Failure;
  return { errorType: String(type ?? 'Runtime.Unknown'), errorMessage: body ?? '' };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function reply(response: ServerResponse, status: number, errorType: string, errorMessage: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ errorMessage, errorType }));
}
