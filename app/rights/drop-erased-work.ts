/** Work for a profile whose person was erased. Loaded with the first such work. */
import type { IdentityPolicy } from '../../engine/model/documents/identity-policy.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import type { AdvanceDependencies } from '../advance/dependencies.ts';
import { type Publication, planRejection } from '../advance/publication/publication.ts';
import type { Work } from '../advance/records/work.ts';
import { readIds } from '../identity/resolve-identities.ts';

type DropPorts = Pick<AdvanceDependencies, 'identities' | 'identityCache' | 'telemetry'>;

/** This process had cached whose an id was: the redelivery finds the id unbound. */
export class ProfileErasedError extends Error {
  readonly code = 'profile_erased';
  readonly profileId: string;
  constructor(profileId: string) {
    super(`The person of profile ${profileId} was erased. The redelivery reads again whose the ids are.`);
    this.name = 'ProfileErasedError';
    this.profileId = profileId;
  }
}

/**
 * Wake-ups, tasks, outcomes and reports are dropped: they name the profile. A touchpoint with ids can be of a person who is
 * back. Throws ProfileErasedError for it.
 */
export async function dropErasedWork(
  ports: DropPorts,
  work: Work,
  policy: IdentityPolicy | undefined,
): Promise<Publication> {
  const stated = (await readIds(work.touchpoints, policy)).flatMap(({ keys }) => keys);
  for (const key of stated) await unbind(ports, key, work.profileId);
  if (stated.length > 0) throw new ProfileErasedError(work.profileId);
  ports.telemetry.count('ErasedWorkDropped');
  return planRejection(work.profileId, []);
}

/** A process that did not know of the erasure yet can have bound an id to the profile: nothing else would end that. */
async function unbind(
  ports: Omit<DropPorts, 'telemetry'>,
  key: IdentityKey,
  profileId: string,
): Promise<void> {
  const { identities, identityCache } = ports;
  identityCache.delete(key);
  const [binding] = await identities.find([key], { consistent: true });
  if (binding === undefined) return;
  if ('sameAs' in binding) await unbind(ports, binding.sameAs, profileId);
  else if (binding.profileId === profileId) await identities.rebind(key, binding, undefined);
}
