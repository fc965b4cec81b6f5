// Parley's clients: they listen on AppSync Events with a person's token, and post to the HTTP API.
import { logPath, newId } from '@parley/chat';
import { encodeCredentials, SUBPROTOCOL } from '@parley/wire';
import type { Chat, Hear, Sender } from './chat-client.ts';
import { HttpLine } from './http-connection.ts';
import { Peer } from './socket-client.ts';

/** Where a Parley is, and the tokens of people who may speak there. `api` is the path of the HTTP API. */
export type ParleyPlace = { port: number; api: string; tokens: readonly string[] };

/** A Parley that runs; the people take turns. */
export class ParleyChat implements Chat {
  readonly #place: ParleyPlace;
  readonly #refusals = new Set<string>();
  #people = 0;

  constructor(place: ParleyPlace) {
    this.#place = place;
  }

  async listen(channels: readonly string[], hear: Hear): Promise<void> {
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
    const line = new HttpLine(this.#place.port, this.#token());
    return async (channel, message) => {
      const path = `${this.#place.api}/channels/${channel}/messages`;
      const { status, body } = await line.ask('POST', path, { id: newId(), message });
      if (status !== 201 && status !== 200) this.#tell(`${status} ${body}`);
      return status === 201 || status === 200;
    };
  }

  /** Each kind of refusal is said once; how many there were is counted. */
  #tell(refusal: string): void {
    if (this.#refusals.has(refusal)) return;
    this.#refusals.add(refusal);
    console.error(`  A message was refused: ${refusal}`);
  }

  #token(): string {
    const { tokens } = this.#place;
    return tokens[this.#people++ % tokens.length] as string;
  }
}
