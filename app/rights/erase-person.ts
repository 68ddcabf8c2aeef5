/**
 * Erases a person from the tables. Two passes: events that are on their way when the first one runs can write until they
 * have ended, and the second one, at least an hour later, removes that too. What is not found by the person follows in a
 * sweep of the stage: sweep/sweep-erased.ts.
 *
 * 1. The plan is stored: what leads to the person is removed on the way.
 * 2. The ids are marked as erased: from now on nothing of the person is created again.
 * 3. The profiles become empty, so that no worker writes them.
 * 4. The bindings of the ids and everything else are removed.
 *
 * Each step can be repeated: an erasure that a crash interrupts continues where it is.
 */
import { HOUR } from '../../engine/base/time-units.ts';
import { channelDefinitions } from '../../engine/channels/channel-definitions.ts';
import { createProfile, type Profile } from '../../engine/model/profile.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import type { ErasurePlan, ErasureReceipt, ErasureReceipts } from '../ports/erasure-receipts.ts';
import type { ErasureRegister } from '../ports/erasure-register.ts';
import type { IdentityBinding } from '../ports/identity-store.ts';
import type { PersonEraser, PersonPlace } from '../ports/person-eraser.ts';
import { ProfileConflictError } from '../ports/profile-errors.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import { type CallLimits, splitIntoCalls } from '../runtime/send-in-calls.ts';
import { keepFacts } from './erased-facts.ts';
import { extendByStray, findFurther } from './extend-erasure.ts';
import { findTrace, type TraceStores } from './find-trace.ts';
import { isOfDevice } from './leave-out-erased.ts';
import { passOnKeys } from './pass-on-keys.ts';
import { listTracedProfiles } from './person-trace.ts';
import { planErasure } from './plan-erasure.ts';

export interface ErasureStores extends Omit<TraceStores, 'profiles'> {
  readonly profiles: Pick<ProfileStore, 'load' | 'loadStored' | 'save'>;
  readonly register: ErasureRegister;
  readonly receipts: ErasureReceipts;
  readonly eraser: PersonEraser;
}

/** The second pass does not begin earlier. An invocation ends within 15 minutes, and its redelivery soon after. */
export const secondPassAfter = HOUR;

/** Counts items that were removed, by the kind of their place. */
type Count = (kind: string, number: number) => void;

/** Maximum number of items in one BatchWriteItem. */
const removal: CallLimits = { size: 25 };
const attempts = 8;

/** Items are still there after many attempts: DynamoDB throttles. */
export class ErasureBehindError extends Error {
  readonly code = 'erasure_behind';
  readonly left: number;
  constructor(left: number) {
    super(`DynamoDB has left ${left} items of the person. Run the erasure again: it continues.`);
    this.name = 'ErasureBehindError';
    this.left = left;
  }
}

/**
 * Runs the pass that is due; returns the receipt as it is then. An erasure without one, as it is complete, waits for the
 * second pass or for the sweep, stays as it is. `salt`: 32 random bytes, used by the first erasure of a stage.
 */
export async function continueErasure(
  stores: ErasureStores,
  begun: ErasureReceipt,
  now: number,
  salt: Uint8Array,
): Promise<ErasureReceipt> {
  const { plan, firstPassAt, secondPassAt } = begun;
  if (plan === undefined || secondPassAt !== undefined) return begun;
  if (firstPassAt !== undefined && now < firstPassAt + secondPassAfter) return begun;
  await stores.register.open(salt);
  const marked = await markKeys(stores, begun, plan.keys);
  const removed: Record<string, number> = { ...begun.removed };
  const count: Count = (kind, number) => {
    if (number > 0) removed[kind] = (removed[kind] ?? 0) + number;
  };
  const profileIds = new Set(begun.profileIds);
  for (const id of profileIds) {
    const emptied = await emptyProfile(stores, { ...begun, plan }, id, now);
    count('profiles', emptied.count);
    if (emptied.further !== undefined)
      return continueWith(stores, { ...emptied.further, removed }, now, salt);
  }
  const places = plan.places.filter((place) => !isOfLifted(place, plan.keys, marked));
  for (const key of marked) {
    const [binding] = await stores.identities.find([key], { consistent: true });
    if (binding === undefined) continue;
    const stray =
      'profileId' in binding && !profileIds.has(binding.profileId)
        ? await findStray(stores, begun, key, binding.profileId)
        : undefined;
    if (stray !== undefined)
      return continueWith(stores, extendByStray({ ...begun, removed }, plan, stray), now, salt);
    await unbind(stores, key, binding, count);
  }
  await passOnKeys(stores, plan, profileIds);
  for (const key of plan.unbound ?? []) {
    const [binding] = await stores.identities.find([key], { consistent: true });
    if (binding && 'profileId' in binding && profileIds.has(binding.profileId))
      await unbind(stores, key, binding, count);
  }
  for (const place of places) {
    if (place.kind === 'address') await keepFacts(stores.register, stores.identities, place);
    count(place.kind, await clear(stores, place));
  }
  const next: ErasureReceipt = {
    ...begun,
    ...(firstPassAt === undefined ? { firstPassAt: now } : { secondPassAt: now }),
    profileIds: [...profileIds],
    removed,
  };
  await stores.receipts.save(next);
  return next;
}

/** Stored first: once a profile is empty, nothing leads to the rest. */
async function continueWith(
  stores: ErasureStores,
  further: ErasureReceipt,
  now: number,
  salt: Uint8Array,
): Promise<ErasureReceipt> {
  await stores.receipts.save(further);
  return continueErasure(stores, further, now, salt);
}

/** The keys that are erased: not those that the person has stated again with a new consent since. */
async function markKeys(
  { register }: ErasureStores,
  { id, requestedAt }: ErasureReceipt,
  keys: readonly IdentityKey[],
): Promise<readonly IdentityKey[]> {
  const marked: IdentityKey[] = [];
  for (const key of keys) {
    if (isInternal(key)) marked.push(key);
    else {
      await register.add(key, { at: requestedAt, receipt: id });
      const [mark] = await register.find([key]);
      if (mark !== undefined) marked.push(key);
    }
  }
  return marked;
}

/** Keys of profiles, which no touchpoint states. */
function isInternal({ type }: IdentityKey): boolean {
  return type === 'owner' || type === 'slot';
}

/** What is kept of the address of a person who is back is new. */
function isOfLifted(
  place: PersonPlace,
  keys: readonly IdentityKey[],
  marked: readonly IdentityKey[],
): boolean {
  if (!('address' in place)) return false;
  const { identityType } = channelDefinitions[place.channel];
  return keys.some(
    (key) => key.type === identityType && key.value === place.address && !marked.includes(key),
  );
}

/**
 * A process that did not know of the first erasure of the stage yet has created the person again. A profile of someone
 * else, who has stated the id or uses the device, stays and loses the id.
 */
async function findStray(
  stores: ErasureStores,
  { requestedAt }: ErasureReceipt,
  key: IdentityKey,
  profileId: string,
): Promise<{ readonly profileIds: readonly string[]; readonly plan: ErasurePlan } | undefined> {
  const stored = isInternal(key) || isOfDevice(key) ? undefined : await stores.profiles.loadStored(profileId);
  if (stored === undefined || stored.erasedAt !== undefined || stored.createdAt < requestedAt)
    return undefined;
  const trace = await findTrace(profileId, stores);
  if (trace === undefined) return undefined;
  return { profileIds: listTracedProfiles(trace), plan: await planErasure(trace, stores.timeline) };
}

async function unbind(
  { identities }: ErasureStores,
  key: IdentityKey,
  binding: IdentityBinding,
  count: Count,
): Promise<void> {
  if (await identities.rebind(key, binding, undefined)) count('identities', 1);
}

/** The state of an erased person: nothing of theirs is left. Its version makes the write of every other worker fail. */
export function eraseProfile({ id, version }: Pick<Profile, 'id' | 'version'>, now: number): Profile {
  return { ...createProfile(id, now), version: version + 1, erasedAt: now };
}

interface Emptied {
  readonly count: number;
  readonly further?: ErasureReceipt;
}

/**
 * The count is 1 if it was there. A worker that writes at the same time is followed: what the profile and its timeline
 * name is looked up before, and again when nothing is written any more. `further`: the erasure with what is new.
 */
async function emptyProfile(
  stores: ErasureStores,
  begun: ErasureReceipt & { readonly plan: ErasurePlan },
  id: string,
  now: number,
): Promise<Emptied> {
  const { profiles } = stores;
  for (let attempt = 1, count = 0; ; attempt++) {
    const stored = await profiles.loadStored(id);
    const further = await findFurther(stores, begun, id);
    if (further !== undefined) return { count, further };
    if (stored?.erasedAt !== undefined) return { count };
    try {
      // Also where there is none: a cache of another process can lead to it.
      await profiles.save(eraseProfile(stored ?? { id, version: 0 }, now));
      count = stored === undefined ? 0 : 1;
    } catch (error) {
      if (!(error instanceof ProfileConflictError) || attempt === attempts) throw error;
    }
  }
}

/** The number of items that were removed. Throws ErasureBehindError. */
async function clear({ eraser }: ErasureStores, place: PersonPlace): Promise<number> {
  let count = 0;
  let cursor: string | undefined;
  do {
    const page = await eraser.list(place, cursor);
    count += page.rows.length;
    for (let left of splitIntoCalls(page.rows, removal)) {
      for (let attempt = 1; left.length > 0; attempt++) {
        if (attempt > attempts) throw new ErasureBehindError(left.length);
        left = await eraser.remove(left);
      }
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return count;
}
