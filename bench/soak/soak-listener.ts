// Somebody who listens to some channels, goes away and comes back: as the page does, subscribes first and then reads the log.
import { logPath } from '@parley/chat';
import { encodeCredentials, SUBPROTOCOL } from '@parley/wire';
import { HttpLine } from '../shared/http-connection.ts';
import type { ParleyPlace } from '../shared/parley-client.ts';
import { Peer } from '../shared/socket-client.ts';
import { Reach, type Tally } from './soak-tally.ts';

const PAGE = 200;

/** What is heard before the log was read waits, so that it is shown behind it. */
type Hearing = { reach: Reach; waiting: number[] | undefined };

export class Listener {
  readonly #place: ParleyPlace;
  readonly #token: string;
  readonly #tally: Tally;
  readonly #channels: readonly string[];
  readonly #hearings = new Map<string, Hearing>();
  #peer: Peer | undefined;
  #toSubscribe = 0;
  #subscribed: () => void = () => {};

  constructor(place: ParleyPlace, token: string, channels: readonly string[], tally: Tally) {
    this.#place = place;
    this.#token = token;
    this.#channels = channels;
    this.#tally = tally;
  }

  /** Connects, subscribes, and catches up with what was said meanwhile; the first time, begins at the newest entry. */
  async comes(): Promise<void> {
    const { port } = this.#place;
    const authorization = { host: `127.0.0.1:${port}`, Authorization: this.#token };
    const peer = await Peer.upgraded(port, {
      path: '/event/realtime',
      headers: { 'Sec-WebSocket-Protocol': `${SUBPROTOCOL}, ${encodeCredentials(authorization)}` },
    });
    this.#peer = peer;
    for (const channel of this.#channels) {
      const reach = this.#hearings.get(channel)?.reach ?? new Reach(this.#tally);
      reach.reconnected();
      this.#hearings.set(channel, { reach, waiting: [] });
    }
    peer.listen((bytes, from, to) => this.#hear(bytes.toString('utf8', from, to)));
    const subscribed = Promise.withResolvers<void>();
    this.#subscribed = () => subscribed.resolve();
    this.#toSubscribe = this.#channels.length;
    for (const channel of this.#channels)
      peer.write(JSON.stringify({ type: 'subscribe', id: channel, channel: logPath(channel), authorization }));
    await subscribed.promise;
    const line = new HttpLine(port, this.#token);
    for (const channel of this.#channels) await this.#catchUp(channel, line);
    line.close();
  }

  goes(): void {
    this.#peer?.socket.destroy();
    this.#peer = undefined;
  }

  /** How far it has come in its channels. */
  get reached(): ReadonlyMap<string, number> {
    return new Map([...this.#hearings].map(([channel, { reach }]) => [channel, reach.seq]));
  }

  #hear(text: string): void {
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

  async #catchUp(channel: string, line: HttpLine): Promise<void> {
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
