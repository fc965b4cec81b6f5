// Chaos of a retention: users post, change and read while days pass, owners change the setting, and removals crash and overlap.
import { type NewEntry, newId, type RouteName } from '@parley/chat';
import type { AuthenticatedUser } from '../../packages/cloud/authenticated-user.ts';
import type { Violation } from '../checker/records.ts';
import { withDeterministicGlobals } from '../determinism/deterministic-globals.ts';
import { RunContext } from '../determinism/run-context.ts';
import { checkRetention, type Sent } from './retention-check.ts';
import { RetentionFunctions } from './retention-functions.ts';
import { RetentionModel } from './retention-model.ts';

const CHANNEL = 'board';
const userOf = (username: string): AuthenticatedUser => ({
  userId: `sub-${username}`,
  username,
  requestedName: username,
  groups: [],
});
const OWNER = userOf('ann');
const READER = userOf('cy');
const USERS = [OWNER, userOf('bob'), READER];

const HOUR_MS = 3_600_000;
const DAYS = [0, 1, 2, 7];
const STEP_MS = 500;

/** How often each action is chosen. */
const ACTIONS = [
  ...['post', 'post', 'post', 'reply', 'edit', 'react', 'delete'],
  ...['set', 'remove', 'read', 'read', 'retry'],
];

/** What happened in a run, to see that something did. */
export type RetentionCounts = { posted: number; expired: number; removals: number; reads: number; retries: number };
export type RetentionRun = { violations: Violation[]; trace: readonly string[]; counts: RetentionCounts };

/** Runs a seed: the same seed gives the same run. */
export function runRetentionChaos(seed: number): Promise<RetentionRun> {
  const context = new RunContext(seed);
  return withDeterministicGlobals(context.clock, context.random.branch('globals'), async () => {
    const { error } = console;
    console.error = (thrown: unknown) => context.addTrace('function', `logs ${String(thrown).split('\n')[0]}`);
    try {
      return await new RetentionChaos(context).run();
    } finally {
      console.error = error;
    }
  });
}

class RetentionChaos {
  readonly #context: RunContext;
  readonly #functions: RetentionFunctions;
  readonly #model = new RetentionModel();
  readonly #sent: Sent[] = [];
  readonly #counts: RetentionCounts = { posted: 0, expired: 0, removals: 0, reads: 0, retries: 0 };
  #changing = false;
  #texts = 0;

  constructor(context: RunContext) {
    this.#context = context;
    this.#functions = new RetentionFunctions(context);
  }

  async run(): Promise<RetentionRun> {
    const { random, faults } = this.#context;
    faults.stopped = true;
    void this.#functions.machine.start();
    await this.#advance(1_000);
    await this.#finish(this.#begin());
    faults.stopped = false;
    const work: Promise<unknown>[] = [];
    const actions = random.integer(30, 70);
    for (let action = 0; action < actions; action += 1) {
      await this.#advance(random.pick([5, 50, 1_000]) * random.draw());
      work.push(this.#act());
      // Days pass only between requests: a request takes seconds.
      if (!random.chance(0.15)) continue;
      await this.#finish(Promise.all(work.splice(0)));
      this.#functions.pass(random.pick([2, 13, 25, 50]) * HOUR_MS);
    }
    await this.#finish(Promise.all(work));
    faults.stopped = true;
    await this.#advance(60_000);
    const removedAt = this.#functions.now;
    // The second one removes what a search has written while the first one ran.
    for (let run = 0; run < 2; run += 1) await this.#finish(this.#remove());
    await this.#finish(this.#checkEnd(removedAt));
    return { violations: [...this.#context.violations], trace: this.#context.trace, counts: this.#counts };
  }

  async #begin(): Promise<void> {
    await this.#functions.try(async ({ channels, joinLeave }) => {
      await channels.create({ kind: 'public', name: CHANNEL, topic: '' }, OWNER);
      for (const user of USERS.slice(1)) await joinLeave.join(CHANNEL, user);
    });
  }

  #act(): Promise<unknown> {
    const { random } = this.#context;
    const kind = random.pick(ACTIONS);
    if (kind === 'set') return this.#set(random.pick(DAYS));
    if (kind === 'remove') return this.#remove();
    if (kind === 'read') return this.#read();
    if (kind === 'retry') return this.#retry();
    const messages = this.#sent.filter(({ newEntry }) => newEntry.kind === 'message');
    const target = messages.length > 0 ? random.pick(messages.slice(-8)) : undefined;
    const user = random.pick(USERS);
    const id = newId();
    if (kind === 'post' || !target) return this.#post({ id, kind: 'message', message: this.#text() }, user);
    const { seq } = target;
    if (kind === 'reply') {
      const thread = target.newEntry.kind === 'message' ? (target.newEntry.thread ?? seq) : seq;
      return this.#post({ id, kind: 'message', message: this.#text(), thread }, user);
    }
    if (kind === 'react') return this.#post({ id, kind: 'reaction', target: seq, emoji: '👍', on: true }, user);
    if (kind === 'edit') return this.#post({ id, kind: 'edit', target: seq, message: this.#text() }, target.user);
    return this.#post({ id, kind: 'deletion', target: seq }, target.user);
  }

  async #post(newEntry: NewEntry, user: AuthenticatedUser): Promise<void> {
    const target = 'target' in newEntry ? this.#sent.find(({ seq }) => seq === newEntry.target) : undefined;
    const message = target && this.#model.posted.get(target.newEntry.id);
    // A response may be lost: the text may be stored all the same.
    if (message && newEntry.kind === 'edit') message.texts.push(newEntry.message);
    if (message && newEntry.kind === 'deletion') message.deleted = true;
    const { seq: after } = (await this.#functions.try((services) => services.log.head(CHANNEL))) ?? { seq: 0 };
    const posted = await this.#functions.try(({ posts }) => posts.create(CHANNEL, { newEntry, after }, user));
    if (!posted) return;
    const { seq, timestamp } = posted.entry;
    this.#sent.push({ newEntry, after, seq, user });
    if (newEntry.kind !== 'message') return;
    this.#counts.posted += 1;
    const at = Date.parse(timestamp);
    this.#model.posted.set(newEntry.id, { id: newEntry.id, seq, at, texts: [newEntry.message], deleted: false });
  }

  /** One change at a time: what is in force while two are on their way is not known. */
  async #set(retentionDays: number): Promise<void> {
    if (this.#changing) return;
    this.#changing = true;
    this.#trace(`sets ${retentionDays} days`);
    const acknowledge = this.#model.request(retentionDays, this.#functions.now);
    for (let done: unknown; !done; )
      done = await this.#functions.try(({ moderation }) =>
        moderation.changeChannel(CHANNEL, { retentionDays }, OWNER).then(() => true),
      );
    acknowledge(this.#functions.now);
    this.#changing = false;
  }

  #remove(): Promise<void> {
    this.#counts.removals += 1;
    return this.#functions.remove();
  }

  /** A user reads in one of all ways; what had expired before the request must not be in the response. */
  async #read(): Promise<void> {
    const { random } = this.#context;
    const user = random.pick(USERS);
    const before = this.#model.deadWords(this.#functions.now);
    const target = this.#sent.length > 0 ? random.pick(this.#sent).seq : 1;
    const reads: readonly [name: RouteName, content: object][] = [
      ['listMessages', {}],
      ['listMessages', { query: { after: `${Math.max(0, target - 3)}`, limit: '10' } }],
      ['sync', { body: { channels: { [CHANNEL]: 0 } } }],
      ['readThread', { path: { channel: CHANNEL, seq: `${target}` } }],
      ['listThreads', {}],
      ['listVersions', { path: { channel: CHANNEL, seq: `${target}` } }],
      ['searchMessages', { query: { q: 'text ' } }],
    ];
    const [name, content] = random.pick(reads);
    const response = await this.#functions.ask(name, user, { path: { channel: CHANNEL }, ...content });
    if (response === undefined) return;
    this.#counts.reads += 1;
    for (const text of before)
      if (response.includes(text)) this.#report('expired is hidden', `${name} of ${user.username} has ${text}`);
  }

  /** The same request once more, however late: it must not store anything. */
  async #retry(): Promise<void> {
    if (this.#sent.length === 0) return;
    const { newEntry, after, seq, user } = this.#context.random.pick(this.#sent);
    const before = this.#model.deadWords(this.#functions.now);
    const posted = await this.#functions.try(({ posts }) => posts.create(CHANNEL, { newEntry, after }, user));
    if (!posted) return;
    this.#counts.retries += 1;
    if (posted.created || posted.entry.seq !== seq)
      this.#report('a retry stores nothing', `${newEntry.id}, stored as ${seq}, was stored as ${posted.entry.seq}`);
    const text = JSON.stringify(posted.entry);
    for (const one of before)
      if (text.includes(one) && newEntry.kind === 'message')
        this.#report('expired is hidden', `the response to a retry has ${one}`);
  }

  async #checkEnd(removedAt: number): Promise<void> {
    const channels = await this.#functions.ask('listChannels', READER);
    const end = {
      functions: this.#functions,
      model: this.#model,
      channel: CHANNEL,
      sent: this.#sent,
      removedAt,
      channels,
    };
    const { violations, expired } = checkRetention(end);
    for (const { rule, description } of violations) this.#report(rule, description);
    this.#counts.expired += expired;
  }

  // A word of its own in the index of the search, and no beginning of another one.
  #text(): string {
    return `secret${++this.#texts}x text`;
  }

  #report(rule: string, description: string): void {
    this.#context.report(rule, description);
  }

  #trace(event: string): void {
    this.#context.addTrace('users', event);
  }

  #advance(ms: number): Promise<void> {
    const { clock } = this.#context;
    return clock.runTo(clock.now() + ms);
  }

  async #finish(work: Promise<unknown>): Promise<void> {
    let isDone = false;
    const end = () => {
      isDone = true;
    };
    work.then(end, end);
    while (!isDone) await this.#advance(STEP_MS);
    await work;
  }
}
