// A server for tests, whose responses fail, are lost and are held when a test says so.

/** Waits until everything has run that waits only for promises. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resume) => setImmediate(resume));
}

/** What all responses have in common. A response contains the state at the time of the request. */
export class ControlledServer {
  readonly requests: string[] = [];
  #failures: Error[] = [];
  #lostResponses = 0;
  #held: (() => void)[] | undefined;

  /** The next requests fail with these errors. */
  fails(...errors: Error[]): void {
    this.#failures.push(...errors);
  }

  /** The next post is stored, but its response is lost. */
  losesResponse(): void {
    this.#lostResponses++;
  }

  /** Holds all responses until `releases()`. */
  holds(): void {
    this.#held ??= [];
  }

  /** Sends the responses that were held. */
  async releases(): Promise<void> {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const release of held) release();
    await settled();
  }

  /** The error with which a post fails whose response is lost, if it is lost now. */
  protected lost(): Error | undefined {
    const lost = this.#lostResponses-- > 0 ? this.#failures.shift() : undefined;
    this.#lostResponses = Math.max(0, this.#lostResponses);
    return lost;
  }

  protected async respond<T>(request: string, respond: () => T): Promise<T> {
    this.requests.push(request);
    const failure = this.#lostResponses > 0 ? undefined : this.#failures.shift();
    const result = failure ? undefined : respond();
    if (this.#held) await new Promise<void>((resume) => this.#held?.push(resume));
    if (failure) throw failure;
    return result as T;
  }
}
