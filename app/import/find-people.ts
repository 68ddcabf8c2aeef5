/** Finds the person that a row is about, as the pipeline will, without binding anything. */
import type { IdentityKey, Touchpoint } from '../../engine/model/touchpoint.ts';
import { identityKeys } from '../../engine/touchpoint/identity-keys.ts';
import { parseMember } from '../../engine/touchpoint/unpack-event.ts';
import { findOwner } from '../identity/find-owner.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import type { SentTouchpoint } from '../ports/touchpoint-sender.ts';

/** The row as advance-profile reads it. `now`: epoch ms. */
export function toTouchpoint({ source, name, detail }: SentTouchpoint, now: number): Touchpoint {
  const time = new Date(now).toISOString();
  return parseMember({ id: 'unsent', source, 'detail-type': name, time, detail });
}

export interface FoundPerson {
  /** Absent: the row would create the person. */
  readonly profileId?: string;
  /** Strongest first. */
  readonly keys: readonly IdentityKey[];
  /** Keys that were looked up. */
  readonly reads: number;
}

export async function findPerson(
  identities: Pick<IdentityStore, 'find'>,
  touchpoint: Touchpoint,
): Promise<FoundPerson> {
  const keys = identityKeys(touchpoint);
  let reads = 0;
  for (const key of keys) {
    reads += 1;
    const profileId = await findOwner(identities, key, { consistent: false });
    if (profileId !== undefined) return { profileId, keys, reads };
  }
  return { keys, reads };
}
