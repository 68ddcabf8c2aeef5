/** Hosts to which calls wait, for `percorso status` and the alarm. */
import { MINUTE } from '../../engine/base/time-units.ts';
import type { HostPause, HostRecord, HostStore } from '../ports/host-store.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import { longestPause } from './host-breaker.ts';

export type PausedHost = HostRecord & { readonly pause: HostPause };

/** Milliseconds after the end of a pause in which a call that waits would have tried the host again. */
const triedWithin = longestPause + 5 * MINUTE;

/** Without hosts that no call waits for: their pause ended long ago. `now`: epoch ms. Throws what the store throws. */
export async function listPausedHosts(
  hosts: Pick<HostStore, 'list'>,
  now: number,
): Promise<readonly PausedHost[]> {
  return (await hosts.list()).flatMap(({ pause, ...record }) =>
    pause !== undefined && now < pause.until + triedWithin ? [{ ...record, pause }] : [],
  );
}

/** Counts `HostsPaused`. */
export async function countPausedHosts(
  hosts: Pick<HostStore, 'list'>,
  telemetry: Telemetry,
  now: number,
): Promise<void> {
  telemetry.count('HostsPaused', (await listPausedHosts(hosts, now)).length);
}
