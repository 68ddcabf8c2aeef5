/**
 * Step 0, second half: whose touchpoint is it? The strongest key that is known decides; unknown keys become the
 * person's for good. A user id met for the first time never joins a person who has another user id: two people
 * can share a browser, a phone or a mailbox. So whose a person is, is itself a key, claimed before the user id leads
 * there: of two who sign in at the same moment one gets it, and a crash in between leaves nothing to guess.
 *
 * For a new person the weaker keys are bound first, to the strongest, and the strongest last, to the profile. Whoever
 * meets a weaker key at any moment in between finds the same person: docs/adr/0019.
 */
import { identityKeys } from '../../engine/identity.ts';
import type { IdentityKey, IdentityType, Touchpoint } from '../../engine/touchpoint.ts';
import type { Outcome } from '../shared/run-bounded.ts';
import type { TouchpointDelivery } from './delivery.ts';
import type { AdvanceDependencies } from './dependencies.ts';
import { createIdentityDirectory, type IdentityDirectory } from './identity-directory.ts';

/** Whose a touchpoint is. */
export interface Resolved {
  readonly profileId: string;
  /** Kinds of its other ids that belong to another profile. */
  readonly taken?: readonly IdentityType[];
}

/** The person or an error per delivery, in their order. One after the other: they may be the same new person. */
export async function resolveIdentities(
  dependencies: AdvanceDependencies,
  deliveries: readonly TouchpointDelivery[],
): Promise<readonly Outcome<Resolved>[]> {
  const directory = createIdentityDirectory(dependencies);
  const outcomes: Outcome<Resolved>[] = [];
  const failure = await readAll(directory, deliveries);
  for (const { touchpoint } of deliveries) {
    if (touchpoint.profileId !== undefined)
      outcomes.push({ ok: true, value: { profileId: touchpoint.profileId } });
    else if (failure !== undefined && !isResolved(directory, touchpoint)) outcomes.push(failure);
    else outcomes.push(await resolveOne(dependencies, directory, touchpoint));
  }
  return outcomes;
}

/** One read for all keys of the batch that this process has not met; an error, if it failed. */
async function readAll(
  directory: IdentityDirectory,
  deliveries: readonly TouchpointDelivery[],
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
  dependencies: AdvanceDependencies,
  directory: IdentityDirectory,
  touchpoint: Touchpoint,
): Promise<Outcome<Resolved>> {
  try {
    const keys = identityKeys(touchpoint);
    const [strongest, ...weaker] = keys;
    if (strongest === undefined) throw new RangeError('A touchpoint without identity passed the parser');
    for (const key of keys) await directory.settle(key, strongest);
    const profileId = await decideProfile(dependencies, directory, strongest, weaker);
    for (const key of keys) {
      // A weaker key that is somebody else's stays theirs.
      if (directory.get(key) === undefined) await directory.claim(key, profileId);
    }
    const taken = keys.filter((key) => directory.get(key) !== profileId).map(({ type }) => type);
    return { ok: true, value: taken.length === 0 ? { profileId } : { profileId, taken } };
  } catch (error) {
    return { ok: false, error };
  }
}

async function decideProfile(
  dependencies: AdvanceDependencies,
  directory: IdentityDirectory,
  strongest: IdentityKey,
  weaker: readonly IdentityKey[],
): Promise<string> {
  const own = directory.get(strongest);
  if (own !== undefined) return own;
  // Claimed before the user id leads to the profile: see above.
  const isFree = async (profileId: string) =>
    strongest.type !== 'userId' ||
    (await directory.claim({ type: 'owner', value: profileId }, strongest.value)) === strongest.value;
  const found = weaker.map(directory.get).find((profileId) => profileId !== undefined);
  if (found !== undefined && (await isFree(found))) return directory.claim(strongest, found);
  // Nobody yet. The weakest key first; one that turns out to be known starts the decision again.
  for (const key of weaker.toReversed()) {
    if (directory.get(key) !== undefined || (await directory.attach(key, strongest))) continue;
    return decideProfile(dependencies, directory, strongest, weaker);
  }
  const candidate = dependencies.makeProfileId(strongest);
  await isFree(candidate);
  // Somebody may have claimed the key meanwhile, or our own claim's answer was lost: whoever has it decides.
  return directory.claim(strongest, candidate);
}
