// Users in the rooms of an XMPP server, over WebSocket (RFC 7395): each subscriber also posts, and receives its own messages.

import type { ChatClient, OnFrame, Sender } from '../shared/chat-client.ts';
import { numberIn } from '../shared/message-ledger.ts';
import { SocketClient } from '../shared/socket-client.ts';

/** The address of the server. */
export type XmppAddress = { port: number };

const DOMAIN = 'localhost';
const ROOMS = `conference.${DOMAIN}`;
const OPEN = `<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" to="${DOMAIN}" version="1.0"/>`;

/** A user in the rooms; `waiting` are their own messages that have not been delivered to them. */
type Occupant = { peer: SocketClient; waiting: Map<number, () => void> };

/** The clients of an XMPP server. A room delivers a message to all users, its sender included, once it is archived. */
export class XmppClient implements ChatClient {
  readonly #place: XmppAddress;
  readonly #occupants: Occupant[] = [];
  #people = 0;
  #speakers = 0;

  constructor(place: XmppAddress) {
    this.#place = place;
  }

  async listen(channels: readonly string[], onFrame: OnFrame): Promise<void> {
    const nick = `person-${++this.#people}`;
    const peer = await SocketClient.upgraded(this.#place.port, {
      path: '/ws',
      headers: { 'Sec-WebSocket-Protocol': 'xmpp' },
    });
    await peer.request({ text: OPEN, response: 'ANONYMOUS' });
    await peer.request({
      text: '<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="ANONYMOUS"/>',
      response: '<success',
    });
    await peer.request({ text: OPEN, response: 'xmpp-bind' });
    await peer.request({
      text: '<iq xmlns="jabber:client" type="set" id="bind"><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/></iq>',
      response: '<jid>',
    });
    const muc = '<x xmlns="http://jabber.org/protocol/muc"><history maxstanzas="0"/></x>';
    for (const channel of channels)
      await peer.request({
        text: `<presence xmlns="jabber:client" to="${channel}@${ROOMS}/${nick}">${muc}</presence>`,
        response: '<subject',
      });
    const occupant: Occupant = { peer, waiting: new Map() };
    this.#occupants.push(occupant);
    peer.listen((bytes, from, to) => {
      onFrame(bytes, from, to);
      if (occupant.waiting.size === 0) return;
      const number = numberIn(bytes, from, to);
      const acknowledged = number === undefined ? undefined : occupant.waiting.get(number);
      if (!acknowledged) return;
      occupant.waiting.delete(number as number);
      acknowledged();
    });
  }

  async sender(): Promise<Sender> {
    const { peer, waiting } = this.#occupants[this.#speakers++ % this.#occupants.length] as Occupant;
    return (channel, text, number) =>
      new Promise((resolve) => {
        waiting.set(number, () => resolve(true));
        const to = `${channel}@${ROOMS}`;
        peer.write(
          `<message xmlns="jabber:client" type="groupchat" to="${to}" id="m${number}"><body>${text}</body></message>`,
        );
      });
  }
}
