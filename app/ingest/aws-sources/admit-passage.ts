/** Debounces geofences: positions at the edge of a fence make a device enter and leave it again and again. */
import { MINUTE } from '../../../engine/base/time-units.ts';
import type { GeofencePassage, GeofencePassages, LastPassage } from '../../ports/geofence-passages.ts';

/** A passage counts if the device did not pass the fence in the same direction for this long. */
export const debounceMs = 10 * MINUTE;

/** Each round reads what another worker has written in between. */
const maxRounds = 10;

/** Other workers write the same passage all the time. The event is retried. */
export class PassageContendedError extends Error {
  readonly code = 'passage_contended';
  constructor() {
    super(`A geofence passage was changed ${maxRounds} times while it was read. The event is retried.`);
    this.name = 'PassageContendedError';
  }
}

/** Whether the passage counts. One that has counted counts again: its delivery completes what a crash interrupted. */
export async function admitPassage(store: GeofencePassages, passage: GeofencePassage): Promise<boolean> {
  for (let round = 0; round < maxRounds; round += 1) {
    const last = await store.find(passage);
    const { counts, next } = evaluatePassage(last, passage);
    if (next === undefined || (await store.replace(passage, last, next))) return counts;
  }
  throw new PassageContendedError();
}

/** `next`: what is stored afterwards; undefined: nothing changes. */
export function evaluatePassage(
  last: LastPassage | undefined,
  { at, id }: GeofencePassage,
): { readonly counts: boolean; readonly next?: LastPassage } {
  if (last === undefined) return { counts: true, next: { at, counted: id } };
  // A passage that arrives late, long before the latest one, is another visit.
  if (last.counted === id || last.at - at >= debounceMs) return { counts: true };
  if (at - last.at >= debounceMs) return { counts: true, next: { at, counted: id } };
  return at > last.at ? { counts: false, next: { at, counted: last.counted } } : { counts: false };
}
