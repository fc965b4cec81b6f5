// Which roles' sessions have calls of the engine's services that have not ended.

/** Counts the open calls of each caller, by its ARN. */
export class OpenCalls {
  readonly #calls = new Map<string, number>();

  /** Counts a call until the returned function is called. */
  begin(callerArn: string): () => void {
    this.#calls.set(callerArn, (this.#calls.get(callerArn) ?? 0) + 1);
    return () => {
      const left = (this.#calls.get(callerArn) ?? 0) - 1;
      if (left > 0) this.#calls.set(callerArn, left);
      else this.#calls.delete(callerArn);
    };
  }

  has(callerArn: string): boolean {
    return this.#calls.has(callerArn);
  }
}
