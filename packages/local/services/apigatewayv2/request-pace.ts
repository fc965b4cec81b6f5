// The pace of users: one who keeps many requests pending while others are active is served one request at a time, with pauses.
import { performance } from 'node:perf_hooks';

/** How long the average of a user's pending requests looks back. */
const AVERAGE_MS = 1_000;

/** More pending requests than this on average are those of a program; pages and sequential programs are never delayed. */
const PENDING_MAX = 2;

/** A user is delayed who has so many times the pending requests of the other active users, on average. */
const RATIO_MAX = 4;

/** Users are active for this long after a request: a page that chats sends one at least every few seconds. */
const ACTIVE_MS = 10_000;

/** Users beyond whom those without a request for a while are forgotten. */
const USERS_MAX = 1_000;

/** The pause after a request, as a multiple of its duration: the processors are the others' for that time. */
const PAUSE = 2;

/** Requests of others in progress go first, for at most this long. */
const YIELD_MAX_MS = 100;

type Waiting = { begin: () => void; since: number };
/** `average` are the pending requests until `at`; a waiting request may begin at `readyAt`, for which a timer runs. */
type User = {
  average: number;
  at: number;
  pending: number;
  running: number;
  readyAt: number;
  hasTimer: boolean;
  waiting: Waiting[];
};

/** What a pace needs: real time, even where a test moves the clock of the engine, because this is about the processors. */
export type RequestPaceDeps = { now: () => number; after: (ms: number, run: () => void) => void };

const REAL_TIME: RequestPaceDeps = {
  now: () => performance.now(),
  after: (ms, run) => void setTimeout(run, ms).unref(),
};

/** Delays the requests of users who take more than their share from others. On AWS users share no processors. */
export class RequestPace {
  readonly #deps: RequestPaceDeps;
  readonly #users = new Map<string, User>();
  #running = 0;

  constructor(deps: RequestPaceDeps = REAL_TIME) {
    this.#deps = deps;
  }

  /** Waits until a request of a user may begin; the returned function ends it. */
  async begin(userId: string): Promise<() => void> {
    const user = this.#user(userId);
    this.#update(user);
    user.pending += 1;
    if (user.waiting.length === 0 && !this.#isGreedy(user)) this.#count(user);
    else
      await new Promise<void>((begin) => {
        user.waiting.push({ begin, since: this.#deps.now() });
        this.#next(user);
      });
    const began = this.#deps.now();
    return () => this.#end(user, began);
  }

  #count(user: User): void {
    user.running += 1;
    this.#running += 1;
  }

  #end(user: User, began: number): void {
    const now = this.#deps.now();
    this.#update(user);
    user.pending -= 1;
    user.running -= 1;
    this.#running -= 1;
    user.readyAt = now + PAUSE * (now - began);
    for (const one of this.#users.values()) if (one.waiting.length > 0) this.#next(one);
  }

  /** Begins waiting requests of a user: all once the user is no longer greedy, otherwise one if it is time. */
  #next(user: User): void {
    const { now, after } = this.#deps;
    if (!this.#isGreedy(user)) {
      for (const { begin } of user.waiting.splice(0)) {
        this.#count(user);
        begin();
      }
      return;
    }
    const [first] = user.waiting;
    if (!first || user.running > 0) return;
    const othersRun = this.#running > 0;
    const readyAt = Math.max(user.readyAt, othersRun ? first.since + YIELD_MAX_MS : 0);
    if (now() >= readyAt) {
      user.waiting.shift();
      this.#count(user);
      first.begin();
    } else if (!user.hasTimer) {
      user.hasTimer = true;
      after(readyAt - now(), () => {
        user.hasTimer = false;
        this.#next(user);
      });
    }
  }

  #isGreedy(user: User): boolean {
    if (this.#averageOf(user) <= PENDING_MAX) return false;
    let [sum, count] = [0, 0];
    this.#forgetIdle();
    for (const other of this.#users.values()) {
      if (other === user) continue;
      sum += this.#averageOf(other);
      count += 1;
    }
    return count > 0 && this.#averageOf(user) > (RATIO_MAX * sum) / count;
  }

  #forgetIdle(): void {
    const idleSince = this.#deps.now() - ACTIVE_MS;
    for (const [userId, { pending, at }] of this.#users)
      if (pending === 0 && at < idleSince) this.#users.delete(userId);
  }

  #averageOf({ average, at, pending }: User): number {
    const weight = Math.exp(-(this.#deps.now() - at) / AVERAGE_MS);
    return average * weight + pending * (1 - weight);
  }

  #update(user: User): void {
    user.average = this.#averageOf(user);
    user.at = this.#deps.now();
  }

  #user(userId: string): User {
    const known = this.#users.get(userId);
    if (known) return known;
    if (this.#users.size >= USERS_MAX) this.#forgetIdle();
    const at = this.#deps.now();
    const user = { average: 0, at, pending: 0, running: 0, readyAt: 0, hasTimer: false, waiting: [] };
    this.#users.set(userId, user);
    return user;
  }
}
