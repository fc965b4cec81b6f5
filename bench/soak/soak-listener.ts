// A subscriber of some channels that disconnects and reconnects: like the page, it subscribes first and then reads the log.
import { logPath } from '@parley/chat';
import { encodeCredentials, SUBPROTOCOL } from '@parley/wire';
import { HttpConnection } from '../shared/http-connection.ts';
import type { ParleyAddress } from '../shared/parley-client.ts';
import { SocketClient } from '../shared/socket-client.ts';
import { type SoakTally, SubscriberPosition } from './soak-tally.ts';

const PAGE = 200;

/** Events that arrive before the log was read are queued, so that they follow it. */
type Hearing = { reach: SubscriberPosition; waiting: number[] | undefined };

export class SoakListener {
  readonly #place: ParleyAddress;
  readonly #token: string;
  readonly #tally: SoakTally;
  readonly #channels: readonly string[];
  readonly #hearings = new Map<string, Hearing>();
  #peer: SocketClient | undefined;
  #toSubscribe = 0;
  #subscribed: () => void = () => {};

  constructor(place: ParleyAddress, token: string, channels: readonly string[], tally: SoakTally) {
    this.#place = place;
    this.#token = token;
    this.#channels = channels;
    this.#tally = tally;
  }

  /** Connects, subscribes, and reads missed messages; the first time it starts at the newest entry. */
  async connect(): Promise<void> {
    const { port } = this.#place;
    const authorization = { host: `127.0.0.1:${port}`, Authorization: this.#token };
    const peer = await SocketClient.upgraded(port, {
      path: '/event/realtime',
      headers: { 'Sec-WebSocket-Protocol': `${SUBPROTOCOL}, ${encodeCredentials(authorization)}` },
    });
    this.#peer = peer;
    for (const channel of this.#channels) {
      const reach = this.#hearings.get(channel)?.reach ?? new SubscriberPosition(this.#tally);
      reach.reconnected();
      this.#hearings.set(channel, { reach, waiting: [] });
    }
    peer.listen((bytes, from, to) => this.#receive(bytes.toString('utf8', from, to)));
    const subscribed = Promise.withResolvers<void>();
    this.#subscribed = () => subscribed.resolve();
    this.#toSubscribe = this.#channels.length;
    for (const channel of this.#channels)
      peer.write(JSON.stringify({ type: 'subscribe', id: channel, channel: logPath(channel), authorization }));
    await subscribed.promise;
    const line = new HttpConnection(port, this.#token);
    for (const channel of this.#channels) await this.#catchUp(channel, line);
    line.close();
  }

  goes(): void {
    this.#peer?.socket.destroy();
    this.#peer = undefined;
  }

  /** Its positions in its channels. */
  get reached(): ReadonlyMap<string, number> {
    return new Map([...this.#hearings].map(([channel, { reach }]) => [channel, reach.seq]));
  }

  #receive(text: string): void {
    const frame = JSON.parse(text) as { type: string; id: string; event?: string };
    if (frame.type === 'subscribe_success') {
      this.#toSubscribe--;
      if (this.#toSubscribe === 0) this.#subscribed();
      return;
    }
    if (frame.type.includes('error')) throw new Error(`A listener was refused: ${text}`);
    const hearing = frame.type === 'data' ? this.#hearings.get(frame.id) : undefined;
    if (!hearing) return;
    const { seq } = JSON.parse(frame.event ?? '') as { seq: number };
    if (hearing.waiting) hearing.waiting.push(seq);
    else hearing.reach.live(seq);
  }

  async #catchUp(channel: string, line: HttpConnection): Promise<void> {
    const hearing = this.#hearings.get(channel) as Hearing;
    const { reach } = hearing;
    const isNew = reach.seq === 0;
    for (let more = true; more; ) {
      const query = isNew ? '?limit=1' : `?after=${reach.seq}&limit=${PAGE}`;
      const { status, body } = await line.ask('GET', `${this.#place.api}/channels/${channel}/messages${query}`);
      if (status !== 200) throw new Error(`A page was refused: ${status} ${body}`);
      const page = JSON.parse(body) as { entries: { seq: number }[]; more: boolean };
      for (const { seq } of page.entries) {
        if (!isNew && seq !== reach.seq + 1) throw new Error(`#${channel}: the log has ${seq} behind ${reach.seq}.`);
        if (!isNew) this.#tally.caughtUp++;
        reach.seq = seq;
      }
      more = !isNew && page.more;
    }
    for (const seq of hearing.waiting ?? []) reach.live(seq);
    hearing.waiting = undefined;
  }
}
