// The fuzzer: random requests, frames and texts, and what must hold for each. A seed repeats a run.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { logPath, newId, signalPath, userPath } from '@parley/chat';
import { SUBPROTOCOL } from '@parley/wire';
import { credentials, Peer } from '@parley/wire/conformance';
import fc from 'fast-check';
import { Laptop } from '../harness/laptop.ts';
import { signInUsers, type TestUser } from '../harness/test-user.ts';
import { visibleText } from '../packages/web/state/markdown/markdown-tree.ts';
import { parseMarkdown } from '../packages/web/state/markdown/parse-markdown.ts';
import { segments } from '../packages/web/state/messages/text-segments.ts';
import { type Existing, type RandomRequest, randomRequest } from './http-requests.ts';
import { randomFrame } from './random-frames.ts';
import { hostileText } from './random-texts.ts';
import { callWith, TEXT_FUNCTIONS } from './text-functions.ts';

/** How many inputs of each kind, and the seed that decides them. */
export type FuzzOptions = { seed: number; requests: number; frames: number; texts: number };

/** Answers of API Gateway itself, which have a message and no code: no token, no route, too large, throttled. */
const GATEWAY_STATUSES: ReadonlySet<number> = new Set([400, 401, 403, 404, 413, 414, 429, 431]);

/** Runs the three fuzzers; throws with the seed and the smallest input that fails. */
export async function fuzz({ seed, requests, frames, texts }: FuzzOptions): Promise<void> {
  fuzzTexts({ seed, numRuns: texts });
  await using laptop = await Laptop.open({ messagesPerMinute: 100_000, guests: 5 });
  // Not shrunk: what an input does depends on those before it.
  await fuzzRequests(laptop, { seed, numRuns: requests, endOnFailure: true, includeErrorInReport: true });
  await fuzzFrames(laptop, { seed, numRuns: frames, endOnFailure: true, includeErrorInReport: true });
}

/** Where a message may link to: no name before the host of a page. */
const LINK = /^(?:https?:\/\/[^@/?#]+(?:[/?#]|$)|mailto:[^/?#]+@[^@/?#]+$)/i;

// The address of a link with a text of its own is not displayed, and in the random texts there is none.
function assertKeepsLetters(text: string): void {
  if (!text.includes('](')) assert.equal(lettersOf(visibleText(parseMarkdown(text))), lettersOf(text));
}

/** The letters of a text. Digits may be the numbers of a list; other characters may be marks. */
function lettersOf(text: string): string {
  return text.replace(/[^\p{L}]/gu, '');
}

type Parameters = { seed: number; numRuns: number; endOnFailure?: boolean; includeErrorInReport?: boolean };

/** No function throws except its rejection, no character of a message is lost, and links lead to where they say. */
function fuzzTexts(parameters: Parameters): void {
  fc.assert(
    fc.property(hostileText(), (text) => {
      for (const call of Object.values(TEXT_FUNCTIONS)) callWith(call, text);
      const found = segments(text);
      assert.equal(found.map((segment) => segment.text).join(''), text);
      for (const { href } of found) assert.ok(href === undefined || LINK.test(href), href);
      assertKeepsLetters(text);
    }),
    parameters,
  );
}

/** Every answer is a success or a sentence with a code, whatever is sent, and the other user reads and writes as before. */
async function fuzzRequests(laptop: Laptop, parameters: Parameters): Promise<void> {
  const { attacker, victim, existing } = await signIn(laptop);
  const request = randomRequest(existing);
  await fc.assert(
    fc.asyncProperty(request, async (given) => {
      const { status, text } = await send(laptop, attacker, given);
      const answer = text === '' ? {} : (JSON.parse(text) as { code?: unknown; message?: unknown });
      // Node's own answer to headers over 16 kB has no body.
      if (status === 431 && text === '') return;
      if (status >= 400) {
        assert.ok(status < 500 || answer.code === 'busy', `${status} ${text}`);
        assert.equal(typeof answer.message, 'string', `${status} ${text}`);
        assert.ok(typeof answer.code === 'string' || GATEWAY_STATUSES.has(status), `${status} ${text}`);
        assert.doesNotMatch(text, /node:|\.ts:\d|\n {4}at |dynamodb|arn:aws/i);
      }
      await laptop.advance(250);
    }),
    parameters,
  );
  assert.equal((await victim.says('general', 'still here')).status, 201);
  assert.equal((await victim.reads('general')).status, 200);
}

/** Every frame is answered, or ends its own connection; the other connection still receives. */
async function fuzzFrames(laptop: Laptop, parameters: Parameters): Promise<void> {
  const { attacker, victim, existing } = await signIn(laptop);
  using subscription = await victim.subscribes('general');
  const { eventsHttp, eventsRealtime } = laptop.addresses;
  const authorization = { host: new URL(eventsHttp).host, Authorization: attacker.token };
  const connect = async () => {
    const peer = await new Peer(eventsRealtime, [SUBPROTOCOL, credentials(authorization)]).opened();
    peer.send('{"type":"connection_init"}');
    await peer.next();
    return peer;
  };
  const paths = [
    ...existing.channels.flatMap((name) => [logPath(name), signalPath(name)]),
    ...existing.userIds.map(userPath),
    '/signals/*',
    '/serverlesschat/channels/*',
  ];
  let peer = await connect();
  await fc.assert(
    fc.asyncProperty(fc.array(randomFrame(paths, authorization), { minLength: 1, maxLength: 8 }), async (given) => {
      if (!isOpen(peer)) peer = await connect();
      for (const frame of given) if (isOpen(peer)) peer.send(frame);
      if (!(await answersOrCloses(peer, authorization))) throw new Error('The connection neither answers nor closes.');
      await laptop.advance(1_000);
    }),
    parameters,
  );
  peer.ws.terminate();
  const { body } = await victim.says('general', 'still received');
  await laptop.advanceUntil('the other connection receives', () =>
    subscription.events.some(({ seq }) => seq === body.seq),
  );
}

/** Far beyond any answer; what sends frames for ever without this one is a failure. */
const ANSWER_MAX_MS = 60_000;

async function signIn(laptop: Laptop): Promise<{ attacker: TestUser; victim: TestUser; existing: Existing }> {
  const [attacker, victim] = await signInUsers(laptop, 'mallory', 'ann');
  const channel = await attacker.createsChannel('ann');
  const id = newId();
  await attacker.says(channel, 'hello', id);
  const existing = { channels: ['general', channel], userIds: [attacker.userId, victim.userId], ids: [id, newId()] };
  return { attacker, victim, existing };
}

async function send(laptop: Laptop, user: TestUser, { method, path, headers, body }: RandomRequest) {
  const request = httpRequest(laptop.addresses.api + path, {
    method,
    headers: {
      'content-type': 'application/json',
      ...headers,
      'content-length': Buffer.byteLength(body ?? ''),
      authorization: `Bearer ${user.token}`,
    },
  });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  for await (const part of response) text += part;
  return { status: response.statusCode ?? 0, text };
}

function isOpen({ ws }: Peer): boolean {
  return ws.readyState === ws.OPEN;
}

async function answersOrCloses(peer: Peer, authorization: unknown): Promise<boolean> {
  const id = newId();
  if (!isOpen(peer)) return true;
  peer.send(JSON.stringify({ type: 'subscribe', id, channel: logPath('general'), authorization }));
  const end = performance.now() + ANSWER_MAX_MS;
  while (performance.now() < end) {
    // Rejects when the connection is closed.
    const frame = await peer.next().catch(() => undefined);
    if (frame === undefined || frame['id'] === id) return true;
  }
  return false;
}
