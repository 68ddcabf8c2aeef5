/** Work for a profile whose person was erased. Loaded with the first such work. */
import type { IdentityPolicy } from '../../engine/model/documents/identity-policy.ts';
import type { AdvanceDependencies } from '../advance/dependencies.ts';
import { type Publication, planRejection } from '../advance/publication/publication.ts';
import type { Work } from '../advance/records/work.ts';
import { readIds } from '../identity/resolve-identities.ts';

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
  { identityCache, telemetry }: Pick<AdvanceDependencies, 'identityCache' | 'telemetry'>,
  work: Work,
  policy: IdentityPolicy | undefined,
): Promise<Publication> {
  const stated = (await readIds(work.touchpoints, policy)).flatMap(({ keys }) => keys);
  for (const key of stated) identityCache.delete(key);
  if (stated.length > 0) throw new ProfileErasedError(work.profileId);
  telemetry.count('ErasedWorkDropped');
  return planRejection(work.profileId, []);
}
