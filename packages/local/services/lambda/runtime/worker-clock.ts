// Time inside a thread: the engine's, which a test may have moved.

/** What a message takes on its way here is no other time. */
const APART_MS = 1_000;

const MachineDate = Date;
let aheadMs = 0;

/** Makes `Date` tell the engine's time from now on. While that is the machine's own, `Date` stays as it is. */
export function keepTime(engineNow: number): void {
  const apart = engineNow - MachineDate.now();
  aheadMs = Math.abs(apart) < APART_MS ? 0 : apart;
  if (aheadMs !== 0) globalThis.Date = EngineDate;
}

const now = () => MachineDate.now() + aheadMs;

const EngineDate = new Proxy(MachineDate, {
  construct: (target, given, newTarget) => Reflect.construct(target, given.length > 0 ? given : [now()], newTarget),
  apply: () => new MachineDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
