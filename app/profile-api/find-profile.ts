/** Finds the person of a request. An erased person is as unknown as one who never was. */
import { isSharedProfile, type Profile } from '../../engine/model/profile.ts';
import { findProfileId } from '../inspect/find-person.ts';
import type { StageStores } from '../inspect/stage-stores.ts';
import type { ProgramReader } from '../ports/program-store.ts';
import { RequestInvalidError } from '../ports/request-invalid-error.ts';
import { RequestRefusedError } from './web.ts';

/** Throws RequestRefusedError. */
export async function findProfile(
  person: string,
  {
    identities,
    profiles,
    programs,
  }: Pick<StageStores, 'identities' | 'profiles'> & { readonly programs: ProgramReader },
): Promise<Profile> {
  const profileId = await findId();
  if (profileId !== undefined && isSharedProfile(profileId))
    throw new RequestRefusedError(
      'identifier_shared',
      'Several people state this identifier. Name the person by another one, such as the user id.',
      { isAttempt: true },
    );
  const profile = profileId === undefined ? undefined : await profiles.load(profileId, { consistent: true });
  if (profile === undefined || profile.erasedAt !== undefined)
    throw new RequestRefusedError('person_unknown', 'No person has this identifier.', {
      isAttempt: true,
    });
  return profile;

  async function findId(): Promise<string | undefined> {
    try {
      return await findProfileId(person, identities, programs);
    } catch (error) {
      if (!(error instanceof RequestInvalidError)) throw error;
      throw new RequestRefusedError(
        'identifier_invalid',
        'The identifier has no value: expected, for example, userId:42.',
      );
    }
  }
}
