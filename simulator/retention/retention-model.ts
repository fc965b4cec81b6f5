// What must have expired, and what must not, by what users posted and which retention was acknowledged: without code of the product.

const DAY_MS = 86_400_000;

/** How much the clocks of two functions differ at most. */
const SKEW_MS = 2_000;

/** A message that was acknowledged: its texts, and when it was posted at the latest. */
export type Posted = { id: string; seq: number; at: number; texts: string[]; deleted: boolean };

/** A retention that was requested; `until` is when the next one was, `from` when it was acknowledged. */
type Period = { days: number; requested: number; from: number; until: number };

/** The messages of a run, and the settings of their channel. */
export class RetentionModel {
  readonly posted = new Map<string, Posted>();
  readonly #periods: Period[] = [{ days: 0, requested: 0, from: 0, until: Number.POSITIVE_INFINITY }];

  /** A change of the setting is on its way: from now on the one before is not sure any more. */
  request(days: number, now: number): (acknowledged: number) => void {
    const before = this.#periods.at(-1);
    if (before) before.until = now;
    const period = { days, requested: now, from: Number.POSITIVE_INFINITY, until: Number.POSITIVE_INFINITY };
    this.#periods.push(period);
    return (acknowledged) => {
      period.from = acknowledged;
    };
  }

  /** The first word of each text that no response to a request from now on may contain. */
  deadWords(now: number): string[] {
    const gone = [...this.posted.values()].filter((one) => this.#mustBeGone(one, now));
    return gone.flatMap(({ texts }) => texts.map((text) => text.split(' ')[0] ?? ''));
  }

  /** Messages that no setting could have removed. */
  living(now: number): Posted[] {
    return [...this.posted.values()].filter((one) => !one.deleted && !this.#mayBeGone(one, now));
  }

  #mustBeGone({ at }: Posted, now: number): boolean {
    return this.#periods.some(({ days, from, until }) => {
      const end = Math.min(until, now);
      return days > 0 && from <= end && at < end - days * DAY_MS - SKEW_MS;
    });
  }

  #mayBeGone({ at }: Posted, now: number): boolean {
    return this.#periods.some(
      ({ days, requested }) => days > 0 && requested <= now && at < now - days * DAY_MS + SKEW_MS,
    );
  }
}
