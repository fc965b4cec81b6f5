// Who is online: asks about the users on the screen, and says that the page's own user is active while others display that user.
import { ONLINE_MS, PRESENCE_USERS_MAX, type Presence, type PresenceAnswer, type PresenceQuery } from '@parley/chat';
import { type ReadonlySignal, signal } from '@preact/signals';
import { unexpectedAnswer } from '../../api/request.ts';
import type { Api } from '../../api/types.ts';
import type { Clock } from '../ports.ts';

/** Users who appear on the screen within this time are asked about together. */
export const BATCH_MS = 50;

/** What is known for this long is not asked again when the user appears on the screen. */
export const FRESH_MS = 60_000;

/** The same for a user whose conversation or profile card is opened. */
export const FRESH_WHEN_OPENED_MS = 5_000;

/** Syncs ask when the last answer is older than this; while the page is active, the next one comes within ten minutes. */
export const REFRESH_EVERY_MS = 4 * 60_000;

/** The times after which users whom no page displayed before are asked about again: their pages need a moment to answer. */
export const ANSWER_MS: readonly number[] = [2_000, 5_000, 20_000];

/** `idle` is whether the page has had no input in the last minutes. */
export type PresencesDeps = Pick<Api, 'request'> & {
  clock: Clock;
  visible: ReadonlySignal<boolean>;
  idle: ReadonlySignal<boolean>;
};

/** The presence of the users on the screen. */
export class Presences {
  readonly #deps: PresencesDeps;
  /** How often each user is on the screen, and when the page has asked about whom. */
  readonly #displayed = new Map<string, number>();
  readonly #askedAt = new Map<string, number>();
  readonly #due = new Set<string>();
  readonly #states = signal<ReadonlyMap<string, Presence>>(new Map());
  readonly #hidden = signal(false);
  // Until the server has said that it is not.
  #wanted = true;
  #questioned: readonly string[] = [];
  #exchangedAt = Number.NEGATIVE_INFINITY;
  #cancelAsk: (() => void) | undefined;
  readonly #cancels = new Set<() => void>();
  #cancelForget: (() => void) | undefined;

  constructor(deps: PresencesDeps) {
    this.#deps = deps;
  }

  /** Whether the page has had no input in the last minutes. */
  get idle(): boolean {
    return this.#deps.idle.peek();
  }

  /** Whether presence is switched off, by the user or the operator: no user is shown or asked about. */
  get hidden(): ReadonlySignal<boolean> {
    return this.#hidden;
  }

  /** A user's presence; undefined when the user is offline, or nothing is known. */
  of(userId: string): Presence | undefined {
    return this.#states.value.get(userId);
  }

  /** Displays a user's presence until the returned function is called, after asking about it unless what is known is that new. */
  display(userId: string, freshMs = FRESH_MS): () => void {
    const times = this.#displayed.get(userId) ?? 0;
    // The newest are last: they are asked about where there are too many.
    this.#displayed.delete(userId);
    this.#displayed.set(userId, times + 1);
    if (freshMs < FRESH_MS && this.#isOutdated(userId, freshMs)) this.#due.add(userId);
    if (this.#due.has(userId) || (times === 0 && this.#isOutdated(userId, FRESH_MS))) this.#askSoon();
    return () => {
      const left = (this.#displayed.get(userId) ?? 1) - 1;
      if (left > 0) this.#displayed.set(userId, left);
      else this.#displayed.delete(userId);
    };
  }

  /** What the next sync asks: nothing while the page is idle or the last answer is new, or if it displays no user and no other page displays its own. */
  question(): PresenceQuery | undefined {
    const isNew = this.#deps.clock.now() - this.#exchangedAt < REFRESH_EVERY_MS;
    if (!this.#active || this.#hidden.peek() || isNew) return undefined;
    const userIds = [...this.#displayed.keys()].slice(-PRESENCE_USERS_MAX);
    this.#questioned = userIds;
    return userIds.length > 0 || this.#wanted ? { userIds, active: true } : undefined;
  }

  /** Applies the answer of a sync to the last question, if there was one. */
  answered(answer: PresenceAnswer | undefined): void {
    if (!answer) return;
    this.#apply(answer, this.#questioned);
    if (answer.pending) this.#askAgain(this.#questioned);
  }

  /** Answers a hint: another page displays the user. */
  wantedNow(): void {
    this.#wanted = true;
    if (this.#active && !this.#hidden.peek()) this.#request([]).catch(() => undefined);
  }

  /** Learns whether presence is switched off; throws an error that the page can display. */
  async load(): Promise<void> {
    await this.#request([]);
  }

  /** Shows the user to others, and others to the user, or neither; throws an error that the page can display. */
  async show(shown: boolean): Promise<void> {
    await this.#deps.request('changePresence', {}, { body: { shown } });
    this.#hidden.value = !shown;
    this.#states.value = new Map();
    this.#askedAt.clear();
    if (shown) this.#askSoon();
  }

  /** Stops all requests. */
  stop(): void {
    for (const cancel of this.#cancels) cancel();
    this.#cancelAsk?.();
    this.#cancelForget?.();
  }

  get #active(): boolean {
    return this.#deps.visible.peek() && !this.idle;
  }

  #isOutdated(userId: string, freshMs: number): boolean {
    return this.#deps.clock.now() - (this.#askedAt.get(userId) ?? Number.NEGATIVE_INFINITY) > freshMs;
  }

  #askSoon(): void {
    this.#cancelAsk?.();
    this.#cancelAsk = this.#deps.clock.after(BATCH_MS, () => {
      const isDue = (userId: string) => this.#due.has(userId) || this.#isOutdated(userId, FRESH_MS);
      const due = [...this.#displayed.keys()].filter(isDue);
      this.#due.clear();
      void this.#ask(due);
    });
  }

  // What fails is asked again, too, and after the last delay by the next sync.
  async #ask(userIds: readonly string[], delays: readonly number[] = ANSWER_MS): Promise<void> {
    const asked = userIds.slice(-PRESENCE_USERS_MAX);
    if (asked.length === 0 || !this.#active || this.#hidden.peek()) return;
    try {
      const { pending } = await this.#request(asked);
      if (pending || delays !== ANSWER_MS) this.#askAgain(asked, delays);
    } catch {
      this.#exchangedAt = Number.NEGATIVE_INFINITY;
      for (const userId of asked) this.#askedAt.delete(userId);
      this.#askAgain(asked, delays);
    }
  }

  // Those who are still on the screen, and have not answered.
  #askAgain(userIds: readonly string[], [delayMs, ...delays] = ANSWER_MS): void {
    if (delayMs === undefined) return;
    const cancel = this.#deps.clock.after(delayMs, () => {
      this.#cancels.delete(cancel);
      const left = userIds.filter((userId) => this.#displayed.has(userId) && !this.#states.peek().has(userId));
      void this.#ask(left, delays);
    });
    this.#cancels.add(cancel);
  }

  async #request(userIds: readonly string[]): Promise<PresenceAnswer> {
    // A sync at the same moment does not ask again.
    if (userIds.length > 0) this.#exchangedAt = this.#deps.clock.now();
    const body = { userIds, active: this.#active };
    const answer = (await this.#deps.request('askPresence', {}, { body }))['presence'] as PresenceAnswer | undefined;
    if (typeof answer?.users !== 'object') throw unexpectedAnswer('presence');
    this.#apply(answer, userIds);
    return answer;
  }

  #apply({ users, wanted, hidden: isHidden }: PresenceAnswer, asked: readonly string[]): void {
    const { clock } = this.#deps;
    const hidden = isHidden === true;
    this.#hidden.value = hidden;
    this.#wanted = wanted;
    if (asked.length > 0) this.#exchangedAt = clock.now();
    for (const userId of asked) this.#askedAt.set(userId, clock.now());
    const others = [...this.#states.peek()].filter(([userId]) => !asked.includes(userId));
    const states = new Map([...(hidden ? [] : others), ...Object.entries(users)]);
    if (JSON.stringify([...states]) !== JSON.stringify([...this.#states.peek()])) this.#states.value = states;
    this.#cancelForget?.();
    // A page that cannot ask any more, as its network is down, shows no user as online.
    this.#cancelForget = clock.after(ONLINE_MS, () => {
      this.#states.value = new Map();
    });
  }
}
