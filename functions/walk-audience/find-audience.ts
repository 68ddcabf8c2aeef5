/** Who of a page is meant. */
import type { WalkAudience } from '../../adapters/ports.ts';
import { isMember } from '../../engine/campaigns/is-member.ts';
import type { Profile } from '../../engine/profile.ts';
import type { Program } from '../../engine/program.ts';
import type { WalkDependencies } from './dependencies.ts';

/** Profile ids in the page's order. `now` in epoch milliseconds. */
export function findAudience(
  dependencies: Pick<WalkDependencies, 'telemetry'>,
  audience: WalkAudience,
  profiles: readonly Profile[],
  program: Program,
  now: number,
): readonly string[] {
  if (audience.kind === 'everybody') return profiles.map(({ id }) => id);
  if (audience.kind === 'journey') {
    const isInside = ({ journeys }: Profile) => journeys.some(({ journey }) => journey === audience.journey);
    return profiles.filter(isInside).map(({ id }) => id);
  }
  const { segment } = audience;
  return profiles
    .filter((profile) => judge(dependencies, profile, segment, program, now))
    .map(({ id }) => id);
}

/** One person whom the engine cannot judge must not stop everybody after them: they go by what is stored. */
function judge(
  { telemetry }: Pick<WalkDependencies, 'telemetry'>,
  profile: Profile,
  segment: string,
  program: Program,
  now: number,
): boolean {
  try {
    return isMember(profile, segment, program, now);
  } catch (error) {
    telemetry.error('A person could not be judged; the stored segments count', error, {
      profileId: profile.id,
    });
    return Object.hasOwn(profile.segments, segment);
  }
}
