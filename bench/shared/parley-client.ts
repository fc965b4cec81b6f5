// Parley's clients: they subscribe on AppSync Events with a user's token, and post to the HTTP API.
import { logPath } from '@parley/chat';
import { encodeCredentials, SUBPROTOCOL } from '@parley/wire';
import { MessageSender } from '../../harness/message-sender.ts';
import type { ChatClient, OnFrame, Sender } from './chat-client.ts';
import { HttpConnection } from './http-connection.ts';
import { SocketClient } from './socket-client.ts';

/** The port of a Parley, the path of its HTTP API, and tokens of channel members. */
export type ParleyAddress = { port: number; api: string; tokens: readonly string[] };

/** The clients of a running Parley, with the tokens in turn. */
export class ParleyClient implements ChatClient {
  readonly #place: ParleyAddress;
  readonly #refusals = new Set<string>();
  /** The newest seq of each channel. A page knows it by its subscription, so that it reads nothing before it posts. */
  readonly #seen = new Map<string, number>();
  #people = 0;

  constructor(place: ParleyAddress) {
    this.#place = place;
  }

  async listen(channels: readonly string[], onFrame: OnFrame): Promise<void> {
    const authorization = { host: `127.0.0.1:${this.#place.port}`, Authorization: this.#token() };
    const peer = await SocketClient.upgraded(this.#place.port, {
      path: '/event/realtime',
      headers: { 'Sec-WebSocket-Protocol': `${SUBPROTOCOL}, ${encodeCredentials(authorization)}` },
    });
    for (const channel of channels)
      await peer.request({
        text: JSON.stringify({ type: 'subscribe', id: channel, channel: logPath(channel), authorization }),
        response: 'subscribe_success',
      });
    peer.listen(onFrame);
  }

  async sender(): Promise<Sender> {
    const line = new HttpConnection(this.#place.port, this.#token());
    const sender = new MessageSender(line.api(this.#place.api), this.#seen);
    return async (channel, message) => {
      const { status, body } = await sender.post(channel, { message });
      if (status !== 201 && status !== 200) this.#reportRejection(`${status} ${JSON.stringify(body)}`);
      return status === 201 || status === 200;
    };
  }

  /** Prints each kind of rejection once; the ledger counts them. */
  #reportRejection(refusal: string): void {
    if (this.#refusals.has(refusal)) return;
    this.#refusals.add(refusal);
    console.error(`  A message was refused: ${refusal}`);
  }

  #token(): string {
    const { tokens } = this.#place;
    return tokens[this.#people++ % tokens.length] as string;
  }
}
