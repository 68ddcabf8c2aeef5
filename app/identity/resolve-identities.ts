/**
 * Finds the person of a touchpoint. The strongest known key decides; unknown keys are bound to that person
 * permanently. A new user id never joins a person who has another user id: two people can share a browser, a phone or
 * a mailbox.
 */

import { randomBytes } from 'node:crypto';
import { encodeUlidTime, ulidAlphabet } from '../../engine/base/message-id.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { identityKeys } from '../../engine/touchpoint/identity-keys.ts';
import type { AdvanceDependencies } from '../advance/dependencies.ts';
import type { ReceivedTouchpoint, TakenId } from '../advance/records/queue-message.ts';
import type { Settled } from '../runtime/run-bounded.ts';
import { createIdentityDirectory, type IdentityDirectory } from './identity-directory.ts';
import { joinKeys } from './join-keys.ts';

/** A ULID: it sorts by the time of creation (`now`, epoch milliseconds); its random part identifies no one. */
export function makeProfileId(now: number): string {
  const random = Array.from(randomBytes(16), (byte) => ulidAlphabet.charAt(byte % 32));
  return encodeUlidTime(now) + random.join('');
}

/** The person of a touchpoint. */
export interface Resolved {
  readonly profileId: string;
  /** Its other ids that lead to another profile. */
  readonly taken?: readonly TakenId[];
}

/** The person or an error per delivery, in their order. Sequential, as several may be the same new person. */
export async function resolveIdentities(
  dependencies: AdvanceDependencies,
  deliveries: readonly ReceivedTouchpoint[],
): Promise<readonly Settled<Resolved>[]> {
  const directory = createIdentityDirectory(dependencies);
  const outcomes: Settled<Resolved>[] = [];
  const failure = await readAll(directory, deliveries);
  for (const { touchpoint } of deliveries) {
    if (touchpoint.profileId !== undefined)
      outcomes.push({ ok: true, value: { profileId: touchpoint.profileId } });
    else if (failure !== undefined && !isResolved(directory, touchpoint)) outcomes.push(failure);
    else outcomes.push(await resolveOne(dependencies, directory, touchpoint));
  }
  return outcomes;
}

/** One read for all keys of the batch that this process has not cached; an error, if it failed. */
async function readAll(
  directory: IdentityDirectory,
  deliveries: readonly ReceivedTouchpoint[],
): Promise<{ readonly ok: false; readonly error: unknown } | undefined> {
  const named = deliveries.filter(({ touchpoint }) => touchpoint.profileId === undefined);
  try {
    await directory.read(named.flatMap(({ touchpoint }) => identityKeys(touchpoint)));
    return undefined;
  } catch (error) {
    return { ok: false, error };
  }
}

function isResolved(directory: IdentityDirectory, touchpoint: Touchpoint): boolean {
  return identityKeys(touchpoint).every((key) => directory.get(key) !== undefined);
}

async function resolveOne(
  { makeProfileId }: AdvanceDependencies,
  directory: IdentityDirectory,
  touchpoint: Touchpoint,
): Promise<Settled<Resolved>> {
  try {
    const keys = identityKeys(touchpoint);
    const profileId = await joinKeys(directory, keys, makeProfileId);
    const taken = keys.flatMap((key): TakenId[] => {
      const other = directory.get(key);
      return other === profileId ? [] : [{ type: key.type, ...omitAbsent({ profileId: other }) }];
    });
    return { ok: true, value: taken.length === 0 ? { profileId } : { profileId, taken } };
  } catch (error) {
    return { ok: false, error };
  }
}
