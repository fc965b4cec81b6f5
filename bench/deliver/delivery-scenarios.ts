// The scenarios and their load.

/** A kind of load. Durations are those of posting; pending deliveries are awaited afterwards. */
export type Scenario =
  | { kind: 'saturate'; senders: number; channels: number; ms: number }
  | { kind: 'alone'; ms: number }
  | { kind: 'pace'; perSecond: number; channels: number; ms: number };

/** The number of subscribers and their scenarios; `warmUp` is not reported. */
export type Plan = {
  listeners: number;
  channels: number;
  warmUp: readonly Scenario[];
  scenarios: readonly Scenario[];
};

const MANY = 20;
const MS = 3_000;

const saturate = (channels: number, ms: number, all: readonly number[]): Scenario[] =>
  all.map((senders) => ({ kind: 'saturate', senders, channels, ms }));

/** The scenarios of `npm run parley -- bench deliver`. */
export const FULL: Plan = {
  listeners: 100,
  channels: MANY,
  warmUp: [{ kind: 'saturate', senders: 200, channels: MANY, ms: MS }],
  scenarios: [
    { kind: 'alone', ms: MS },
    { kind: 'pace', perSecond: 50, channels: MANY, ms: MS },
    { kind: 'pace', perSecond: 200, channels: MANY, ms: MS },
    ...saturate(1, MS, [1, 2, 5, 10, 20, 50, 100, 200]),
    ...saturate(MANY, MS, [1, 2, 5, 10, 20, 50, 100, 200]),
  ],
};

/** The scenarios of a smoke test, too small for measurements. */
export const QUICK: Plan = {
  listeners: 5,
  channels: 2,
  warmUp: [],
  scenarios: [
    { kind: 'alone', ms: 100 },
    { kind: 'pace', perSecond: 50, channels: 2, ms: 200 },
    ...saturate(1, 200, [1, 5]),
    ...saturate(2, 200, [5]),
  ],
};

/** The name of a scenario in the tables. */
export function nameOf(scenario: Scenario): string {
  if (scenario.kind === 'alone') return 'one at a time';
  if (scenario.kind === 'pace') return `${scenario.perSecond} messages a second`;
  const { senders, channels } = scenario;
  return `${senders} ${senders === 1 ? 'sender' : 'senders'}, ${channels} ${channels === 1 ? 'channel' : 'channels'}`;
}
