/**
 * Separates dead tokens from a fault of our own: if dead tokens of a push service are far ahead of accepted pushes, a
 * setting is wrong, and no device is removed. All processes share the count. It is read and written only when a token is
 * dead: a push without dead tokens costs nothing.
 */
import { HOUR, MINUTE } from '../../../engine/base/time-units.ts';
import type { DeadTokenCount, DeadTokenStore } from '../../ports/dead-tokens.ts';
import type { DeviceResult } from '../../ports/providers.ts';

/** Dead tokens ahead of accepted pushes from which on no token is removed. */
export const burstLeast = 10;
/** Further ones change nothing, so that the same number of accepted pushes ends a burst. */
const mostAhead = 2 * burstLeast;
/** Milliseconds that take one off the count: few pushes, each by a process of its own, are no burst. */
const forgottenAfter = HOUR;
/** Writes of other processes in between after which no device is removed. */
const mostTries = 5;

/** `knownAt`: when the provider was called (epoch ms). */
export interface KnownResult {
  readonly device: DeviceResult;
  readonly knownAt: number;
}

export interface BurstGuard {
  /**
   * Counts the results, and names the push services whose devices must not be removed now. `now` in epoch ms. Throws
   * what the store throws: then none must be removed.
   */
  count(results: readonly KnownResult[], now: number): Promise<ReadonlySet<string>>;
}

/** Of one process: what it knows without the store. */
interface Known {
  /** Epoch ms of the latest accepted pushes: the shared count knows none of them. */
  accepted: readonly number[];
  /** Epoch ms until which the service has a burst, as the store said. */
  burstUntil: number;
}

export function createBurstGuard(store: DeadTokenStore): BurstGuard {
  const services = new Map<string, Known>();

  async function isBurst(service: string, known: Known, dead: number, sent: number, now: number) {
    for (let attempt = 0; attempt < mostTries; attempt += 1) {
      const count = await store.read(service);
      const next = { ahead: countAhead(count, known.accepted, now) + dead - sent, at: now };
      const ahead = Math.min(mostAhead, Math.max(0, next.ahead));
      if (await store.replace(service, count, { ...next, ahead })) return ahead >= burstLeast;
    }
    return true;
  }

  return {
    async count(results, now) {
      const bursts = new Set<string>();
      for (const [service, members] of Map.groupBy(results, ({ device }) => readService(device.address))) {
        const known = services.get(service) ?? { accepted: [], burstUntil: 0 };
        services.set(service, known);
        const accepted = members.flatMap(({ device, knownAt }) => (device.isSent ? [knownAt] : []));
        const dead = members.filter(({ device }) => device.action === 'remove').length;
        const sent = accepted.length;
        if (sent > 0) known.burstUntil = 0;
        // Within a minute, the store says the same.
        if (dead > 0 && (now < known.burstUntil || (await isBurst(service, known, dead, sent, now)))) {
          known.burstUntil = Math.max(known.burstUntil, now + MINUTE);
          bursts.add(service);
        }
        // Those beside a dead token are in the shared count.
        if (dead > 0) known.accepted = [];
        else known.accepted = [...known.accepted, ...accepted].slice(-mostAhead);
      }
      return bursts;
    },
  };
}

/** Accepted pushes before the latest change say nothing of what happened since. */
function countAhead(count: DeadTokenCount | undefined, accepted: readonly number[], now: number): number {
  if (count === undefined) return 0;
  const later = accepted.filter((at) => at > count.at).length;
  return Math.max(0, count.ahead - later - Math.max(0, now - count.at) / forgottenAfter);
}

/** `apns:abc` → `apns`. */
export function readService(address: string): string {
  return address.slice(0, Math.max(0, address.indexOf(':'))).toLowerCase();
}
