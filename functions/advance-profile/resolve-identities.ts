/**
 * Step 0, second half: whose touchpoint is it? The strongest key that is known decides; unknown keys become the
 * person's for good. A user id met for the first time never joins a person who has another user id: two people
 * can share a browser, a phone or a mailbox. So whose a person is, is itself a key, claimed before the user id leads
 * there: of two who sign in at the same moment one gets it, and a crash in between leaves nothing to guess.
 */
import { identityKey } from '../../adapters/keys.ts';
import { identityKeys } from '../../engine/identity.ts';
import type { IdentityKey, Touchpoint } from '../../engine/touchpoint.ts';
import type { Outcome } from '../shared/run-bounded.ts';
import type { TouchpointDelivery } from './delivery.ts';
import type { AdvanceDependencies } from './dependencies.ts';

/** Keys of one BatchGetItem. */
const pageSize = 100;

/** What this batch has learned, beside the process's own cache. */
interface Batch {
  /** Bindings read from the store. */
  readonly known: Map<string, string>;
}

/** A profile id or an error per delivery, in their order. One after the other: they may be the same new person. */
export async function resolveIdentities(
  dependencies: AdvanceDependencies,
  deliveries: readonly TouchpointDelivery[],
): Promise<readonly Outcome<string>[]> {
  const batch: Batch = { known: new Map() };
  const outcomes: Outcome<string>[] = [];
  const failure = await findAll(dependencies, deliveries, batch);
  for (const delivery of deliveries) {
    const { touchpoint } = delivery;
    if (touchpoint.profileId !== undefined) outcomes.push({ ok: true, value: touchpoint.profileId });
    else if (failure !== undefined && !isResolved(dependencies, touchpoint)) outcomes.push(failure);
    else outcomes.push(await resolveOne(dependencies, delivery, batch));
  }
  return outcomes;
}

/** One read for all keys of the batch that this process has not met; an error, if it failed. */
async function findAll(
  { identities, identityCache }: AdvanceDependencies,
  deliveries: readonly TouchpointDelivery[],
  { known }: Batch,
): Promise<{ readonly ok: false; readonly error: unknown } | undefined> {
  const unknown = new Map<string, IdentityKey>();
  for (const { touchpoint } of deliveries) {
    if (touchpoint.profileId !== undefined) continue;
    for (const key of identityKeys(touchpoint)) {
      if (identityCache.get(key) === undefined) unknown.set(identityKey(key.type, key.value), key);
    }
  }
  const keys = [...unknown.values()];
  try {
    for (let start = 0; start < keys.length; start += pageSize) {
      const page = keys.slice(start, start + pageSize);
      const found = await identities.find(page, { consistent: false });
      for (const [index, key] of page.entries()) {
        const profileId = found[index];
        if (profileId === undefined) continue;
        known.set(identityKey(key.type, key.value), profileId);
        identityCache.set(key, profileId);
      }
    }
    return undefined;
  } catch (error) {
    return { ok: false, error };
  }
}

function isResolved({ identityCache }: AdvanceDependencies, touchpoint: Touchpoint): boolean {
  return identityKeys(touchpoint).every((key) => identityCache.get(key) !== undefined);
}

async function resolveOne(
  dependencies: AdvanceDependencies,
  delivery: TouchpointDelivery,
  batch: Batch,
): Promise<Outcome<string>> {
  try {
    const keys = identityKeys(delivery.touchpoint);
    const lookUp = (key: IdentityKey) =>
      dependencies.identityCache.get(key) ?? batch.known.get(identityKey(key.type, key.value));
    const profileId = await decideProfile(dependencies, delivery.touchpoint, keys, lookUp);
    for (const key of keys) {
      if (lookUp(key) === undefined) await claim(dependencies, key, profileId);
    }
    return { ok: true, value: profileId };
  } catch (error) {
    return { ok: false, error };
  }
}

async function decideProfile(
  dependencies: AdvanceDependencies,
  { userId }: Touchpoint,
  keys: readonly IdentityKey[],
  lookUp: (key: IdentityKey) => string | undefined,
): Promise<string> {
  const [strongest] = keys;
  if (strongest === undefined) throw new RangeError('A touchpoint without identity passed the parser');
  const found = keys.map(lookUp).find((profileId) => profileId !== undefined);
  if (lookUp(strongest) !== undefined && found !== undefined) return found;
  // Claimed before the user id leads to the profile: see above.
  const isFree = async (profileId: string) =>
    userId === undefined ||
    (await claim(dependencies, { type: 'owner', value: profileId }, userId)) === userId;
  let candidate = found;
  if (candidate === undefined || !(await isFree(candidate))) {
    candidate = dependencies.makeProfileId(strongest);
    await isFree(candidate);
  }
  // Somebody may have claimed the key meanwhile, or our own claim's answer was lost: whoever has it decides.
  return claim(dependencies, strongest, candidate);
}

/** Whose the key is now. A weaker key that is somebody else's stays theirs. */
async function claim(
  { identities, identityCache }: AdvanceDependencies,
  key: IdentityKey,
  candidate: string,
): Promise<string> {
  const isClaimed = await identities.claim(key, candidate);
  const owner = isClaimed ? candidate : (await identities.find([key], { consistent: true }))[0];
  if (owner === undefined) throw new RangeError(`A ${key.type} was claimed by nobody`);
  identityCache.set(key, owner);
  return owner;
}
