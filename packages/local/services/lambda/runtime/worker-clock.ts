// The clock of a worker thread: the engine's time, which a test may have moved.

/** A smaller difference is only the time that the message took to arrive. */
const TOLERANCE_MS = 1_000;

const SystemDate = Date;
let aheadMs = 0;

/** Sets `Date` to the engine's time. While the engine uses the machine's time, `Date` stays unchanged. */
export function followEngineTime(engineNow: number): void {
  const difference = engineNow - SystemDate.now();
  aheadMs = Math.abs(difference) < TOLERANCE_MS ? 0 : difference;
  if (aheadMs !== 0) globalThis.Date = EngineDate;
}

const now = () => SystemDate.now() + aheadMs;

const EngineDate = new Proxy(SystemDate, {
  construct: (target, given, newTarget) => Reflect.construct(target, given.length > 0 ? given : [now()], newTarget),
  apply: () => new SystemDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
