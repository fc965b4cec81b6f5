// Publishes over the WebSocket: each waits for a socket, is sent once, and waits for its response.

import type { PublishResult } from '@parley/wire';
import { ClientError, clientErrorFrom } from './errors.ts';
import type { Settings } from './options.ts';
import type { ProtocolSocket } from './protocol-socket.ts';
import { parsePublishResult } from './publish-result.ts';

// From the call to the response. Longer than AppSync takes for any publish that it answers.
const RESPONSE_TIMEOUT_MS = 15_000;
// AppSync takes 25 a second on one connection ("AppSync endpoints and quotas"): more would not get a response in time.
const MAX_PENDING = 25 * 15;

type PendingPublish = { send(socket: ProtocolSocket): void; fail(error: ClientError): void };

/** The publishes that have no response yet. */
export class PendingPublishes {
  readonly #settings: Settings;
  /** Those that are not sent yet. */
  readonly #unsent = new Set<PendingPublish>();
  #count = 0;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Whether a publish waits for a socket. */
  get hasUnsent(): boolean {
    return this.#unsent.size > 0;
  }

  /** Adds a publish. The next `flush` sends it; it is never sent a second time. */
  add(channel: string, events: readonly string[]): Promise<PublishResult> {
    if (this.#count >= MAX_PENDING)
      throw new ClientError('too-large', `${MAX_PENDING} publishes have no response yet.`);
    this.#count++;
    const { promise, resolve, reject: fail } = Promise.withResolvers<PublishResult>();
    let forget = (): void => {};
    const send = (socket: ProtocolSocket): void => {
      const id = socket.request({ type: 'publish', channel, events }, (response) => {
        if (response instanceof ClientError) fail(response);
        else if (response.type === 'publish_success') resolve(parsePublishResult(response));
        // `error` is AppSync's response to a frame that it cannot parse or attribute.
        else if (response.type === 'publish_error' || response.type === 'error')
          fail(clientErrorFrom(channel, response.errors));
      });
      forget = () => socket.forget(id);
    };
    const publish = { send, fail };
    this.#unsent.add(publish);
    const cancelTimeout = this.#settings.clock.after(RESPONSE_TIMEOUT_MS, () => {
      const missing = this.#unsent.delete(publish) ? 'connection' : 'response';
      fail(new ClientError('timed-out', `The publish to ${channel} got no ${missing} in time.`));
    });
    return promise.finally(() => {
      this.#count--;
      cancelTimeout();
      // A publish that still waits for its credentials must not be sent any more.
      forget();
    });
  }

  /** Sends all unsent publishes on a live socket. */
  flush(socket: ProtocolSocket): void {
    for (const publish of this.#takeUnsent()) publish.send(socket);
  }

  /** Rejects all unsent publishes. */
  fail(error: ClientError): void {
    for (const publish of this.#takeUnsent()) publish.fail(error);
  }

  #takeUnsent(): PendingPublish[] {
    const unsent = [...this.#unsent];
    this.#unsent.clear();
    return unsent;
  }
}
