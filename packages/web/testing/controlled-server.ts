// A server for tests, as far as all its answers go: they fail, are lost and are held back when a test says so.

/** Lets everything run that waits for nothing but a promise. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resume) => setImmediate(resume));
}

/** What all answers have in common. What is answered is what was held when it was asked. */
export class ControlledServer {
  readonly asked: string[] = [];
  #failures: Error[] = [];
  #lostAnswers = 0;
  #held: (() => void)[] | undefined;

  /** The next calls fail with these errors. */
  fails(...errors: Error[]): void {
    this.#failures.push(...errors);
  }

  /** The next post is stored, but its answer is lost. */
  losesAnswer(): void {
    this.#lostAnswers++;
  }

  /** Answers nothing until `answers()`. */
  holds(): void {
    this.#held ??= [];
  }

  /** Gives the answers that were held back. */
  async answers(): Promise<void> {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const answer of held) answer();
    await settled();
  }

  /** What the lost answer of a post fails with, if one is to be lost now. */
  protected lost(): Error | undefined {
    const lost = this.#lostAnswers-- > 0 ? this.#failures.shift() : undefined;
    this.#lostAnswers = Math.max(0, this.#lostAnswers);
    return lost;
  }

  protected async answered<T>(what: string, answer: () => T): Promise<T> {
    this.asked.push(what);
    const failure = this.#lostAnswers > 0 ? undefined : this.#failures.shift();
    const result = failure ? undefined : answer();
    if (this.#held) await new Promise<void>((resume) => this.#held?.push(resume));
    if (failure) throw failure;
    return result as T;
  }
}
