// What is measured, and with how much.

/** One crowd of listeners and what is done with it. Times are what the publishing lasts; what is on its way then is waited for. */
export type Scenario = {
  readonly name: string;
  readonly is: string;
  readonly listeners: number;
  readonly channels: number;
  /** Events on their way at saturation. */
  readonly window: number;
  /**
   * Connections that publish. AppSync takes 25 publishes a second from each, so they are as many as keep the window full at
   * the speed of the quickest contestant that keeps to this limit.
   */
  readonly speakers: number;
  readonly warmUpMs: number;
  readonly saturateMs: number;
  /** One event at a time. */
  readonly aloneMs?: number;
  /** Half of what saturation gave, and `fixedPerSecond`. */
  readonly paceMs?: number;
  readonly fixedPerSecond?: number;
  /** Listeners that stop reading, and what is published to them and to the others meanwhile. */
  readonly stall?: { listeners: number; perSecond: number; ms: number; bytes: number };
};

/** Bytes of an event. */
export const EVENT_BYTES = 200;

const FULL = { channels: 1, warmUpMs: 700, saturateMs: 1_500, aloneMs: 1_000 };

/** What `npm run bench -- fanout` measures. */
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

/** The same on a small scale: shows that it works, and measures nothing. */
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
