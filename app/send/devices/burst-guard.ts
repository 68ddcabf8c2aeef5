/**
 * Separates dead tokens from a fault of our own: if most devices of a push service are refused within a minute, the
 * settings are wrong, and no device is removed. Counted per process, over the results of all its messages.
 */
import { MINUTE } from '../../../engine/base/time-units.ts';
import type { DeviceResult } from '../../ports/providers.ts';

/** Share of the results within a minute above which no token is dead. */
export const burstShare = 0.5;
/** Results below which a share says nothing. */
export const burstLeast = 10;

export interface BurstGuard {
  /** Counts the results, and names the push services whose devices must not be removed now. `now` in epoch ms. */
  count(results: readonly DeviceResult[], now: number): ReadonlySet<string>;
}

interface Sample {
  readonly at: number;
  readonly service: string;
  readonly results: number;
  readonly removals: number;
}

export function createBurstGuard(): BurstGuard {
  let samples: readonly Sample[] = [];
  return {
    count(results, now) {
      const fresh = [...Map.groupBy(results.filter(isConclusive), ({ address }) => readService(address))].map(
        ([service, members]): Sample => ({
          at: now,
          service,
          results: members.length,
          removals: members.filter(({ action }) => action === 'remove').length,
        }),
      );
      samples = [...samples.filter(({ at }) => at > now - MINUTE), ...fresh];
      const services = Map.groupBy(samples, ({ service }) => service);
      return new Set([...services].flatMap(([service, own]) => (isBurst(own) ? [service] : [])));
    },
  };
}

/** `apns:abc` → `apns`. */
export function readService(address: string): string {
  return address.slice(0, Math.max(0, address.indexOf(':'))).toLowerCase();
}

function isConclusive({ action, isSent }: DeviceResult): boolean {
  return isSent || action === 'remove';
}

function isBurst(samples: readonly Sample[]): boolean {
  const sum = (read: (sample: Sample) => number) =>
    samples.reduce((total, sample) => total + read(sample), 0);
  const results = sum((sample) => sample.results);
  return results >= burstLeast && sum((sample) => sample.removals) / results > burstShare;
}
