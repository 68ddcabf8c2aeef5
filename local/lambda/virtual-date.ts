/**
 * Preloaded into every function's thread, and the threads that it starts: `Date` returns the cloud's virtual time.
 * `performance.now` stays real, as timeouts and durations are.
 */

import { getEnvironmentData } from 'node:worker_threads';

const shared: unknown = getEnvironmentData('local-cloud:clock');
if (shared instanceof SharedArrayBuffer) {
  const offset = new Float64Array(shared);
  const RealDate = Date;
  const now = (): number => Math.floor(RealDate.now() + (offset[0] ?? 0));
  const VirtualDate = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
  });
  RealDate.prototype.constructor = VirtualDate;
  globalThis.Date = VirtualDate;
}
