// Parley's clients: they listen on AppSync Events with a person's token, and post to the HTTP API.
import { logPath, newId } from '@parley/chat';
import { encodeCredentials, SUBPROTOCOL } from '@parley/wire';
import { Peer } from '../../fanout/load/peer.ts';
import type { Chat, Sender } from './chat.ts';

/** Where a Parley is, and the tokens of people who may speak there. `api` is the path of the HTTP API. */
export type ParleyPlace = { port: number; api: string; tokens: readonly string[] };

/** A Parley that runs; the people take turns. */
export class ParleyChat implements Chat {
  readonly #place: ParleyPlace;
  #people = 0;

  constructor(place: ParleyPlace) {
    this.#place = place;
  }

  async listen(channels: readonly string[], hear: (bytes: Buffer, from: number, to: number) => void): Promise<void> {
    const authorization = { host: `127.0.0.1:${this.#place.port}`, Authorization: this.#token() };
    const peer = await Peer.upgraded(this.#place.port, {
      path: '/event/realtime',
      headers: { 'Sec-WebSocket-Protocol': `${SUBPROTOCOL}, ${encodeCredentials(authorization)}` },
    });
    for (const channel of channels)
      await peer.say({
        says: JSON.stringify({ type: 'subscribe', id: channel, channel: logPath(channel), authorization }),
        hears: 'subscribe_success',
      });
    peer.listen(hear);
  }

  async sender(): Promise<Sender> {
    const { port, api } = this.#place;
    const token = this.#token();
    let answered: (status: string | undefined) => void = () => {};
    const open = async () => {
      const opened = await Peer.openHttp({ port }, (status) => answered(status));
      opened.socket.once('close', () => answered(undefined));
      return opened;
    };
    let peer = await open();
    return async (channel, message) => {
      const body = JSON.stringify({ id: newId(), message });
      const lines = [
        `POST ${api}/channels/${channel}/messages HTTP/1.1`,
        `host: 127.0.0.1:${port}`,
        `authorization: Bearer ${token}`,
        'content-type: application/json',
        `content-length: ${body.length}`,
      ];
      // A connection that was idle may be closed by the server at any moment: said again with the same id, as a page does.
      for (;;) {
        if (peer.closed) peer = await open();
        const status = await new Promise<string | undefined>((resolve) => {
          answered = resolve;
          peer.socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
        });
        if (status !== undefined) return status === '201' || status === '200';
      }
    };
  }

  #token(): string {
    const { tokens } = this.#place;
    return tokens[this.#people++ % tokens.length] as string;
  }
}
