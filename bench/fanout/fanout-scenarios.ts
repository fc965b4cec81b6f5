// The scenarios and their load.

/** A number of subscribers and the load on them. Durations are those of publishing; pending deliveries are awaited afterwards. */
export type Scenario = {
  readonly name: string;
  readonly is: string;
  readonly listeners: number;
  readonly channels: number;
  /** Events in flight at saturation. */
  readonly window: number;
  /**
   * Connections that publish. AppSync accepts 25 publishes per second from each, so there are enough to keep the window full at
   * the speed of the fastest contestant with this limit.
   */
  readonly speakers: number;
  readonly warmUpMs: number;
  readonly saturateMs: number;
  /** Publishes one event at a time. */
  readonly aloneMs?: number;
  /** Publishes at half of the saturated rate, and at `fixedPerSecond`. */
  readonly paceMs?: number;
  readonly fixedPerSecond?: number;
  /** Subscribers that stop reading, and the load on them and on the others. */
  readonly stall?: { listeners: number; perSecond: number; ms: number; bytes: number };
};

/** The size of an event. */
export const EVENT_BYTES = 200;

const FULL = { channels: 1, warmUpMs: 700, saturateMs: 1_500, aloneMs: 1_000 };

/** The scenarios of `npm run parley -- bench fanout`. */
export const SCENARIOS: readonly Scenario[] = [
  { ...FULL, name: '100', is: '100 listeners', listeners: 100, window: 128, speakers: 3_200 },
  {
    ...FULL,
    name: '1000',
    is: '1,000 listeners',
    listeners: 1_000,
    window: 16,
    speakers: 240,
    paceMs: 1_500,
    fixedPerSecond: 20,
  },
  {
    name: '1000-deep',
    is: '1,000 listeners, 128 events on their way',
    listeners: 1_000,
    channels: 1,
    window: 128,
    speakers: 500,
    warmUpMs: 700,
    saturateMs: 1_500,
  },
  { ...FULL, name: '5000', is: '5,000 listeners', listeners: 5_000, window: 4, speakers: 40 },
  {
    name: 'many',
    is: '1,000 channels of 5',
    listeners: 5_000,
    channels: 1_000,
    window: 256,
    speakers: 1_400,
    warmUpMs: 700,
    saturateMs: 1_500,
  },
  {
    name: 'stalled',
    is: '100 listeners of whom 10 stop reading',
    listeners: 100,
    channels: 1,
    window: 4,
    speakers: 20,
    warmUpMs: 300,
    saturateMs: 300,
    stall: { listeners: 10, perSecond: 100, ms: 10_000, bytes: 16_000 },
  },
];

/** The scenarios of a smoke test, too small for measurements. */
export const QUICK: readonly Scenario[] = [
  {
    name: '20',
    is: '20 listeners',
    listeners: 20,
    channels: 1,
    window: 8,
    speakers: 20,
    warmUpMs: 50,
    saturateMs: 150,
    aloneMs: 50,
    paceMs: 100,
    fixedPerSecond: 20,
  },
  {
    name: 'many',
    is: '4 channels of 5',
    listeners: 20,
    channels: 4,
    window: 8,
    speakers: 20,
    warmUpMs: 50,
    saturateMs: 100,
  },
];
