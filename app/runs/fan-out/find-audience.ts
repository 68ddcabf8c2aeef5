/** Finds the people of a page who are in the audience. */

import type { Program } from '../../../engine/compile/program.ts';
import { isMember } from '../../../engine/decide/is-member.ts';
import { needsDefinitions } from '../../../engine/decide/needs-definitions.ts';
import type { Profile } from '../../../engine/model/profile.ts';
import type { RunAudience } from '../../ports/run-store.ts';
import type { FanOutDependencies } from './dependencies.ts';

/** The program that was read is older than the one whose segments the run evaluates. */
export class DefinitionsMissingError extends Error {
  readonly code = 'definitions_missing';
  constructor(received: number, expected: number) {
    super(
      `Program version ${received} was read where ${expected} or newer is needed. The segment is retried.`,
    );
    this.name = 'DefinitionsMissingError';
  }
}

/** Profile ids in the page's order. `now` in epoch milliseconds. */
export function findAudience(
  dependencies: Pick<FanOutDependencies, 'telemetry'>,
  audience: RunAudience,
  profiles: readonly Profile[],
  program: Program,
  now: number,
): readonly string[] {
  if (audience.kind === 'everybody') return profiles.map(({ id }) => id);
  if (audience.kind === 'journey') {
    const isInside = ({ journeys }: Profile) => journeys.some(({ journey }) => journey === audience.journey);
    return profiles.filter(isInside).map(({ id }) => id);
  }
  if (audience.kind === 'definitions') {
    if (program.version < audience.since) throw new DefinitionsMissingError(program.version, audience.since);
    return profiles.filter((profile) => isBehind(dependencies, profile, program, now)).map(({ id }) => id);
  }
  const { segment } = audience;
  return profiles
    .filter((profile) => isInSegment(dependencies, profile, segment, program, now))
    .map(({ id }) => id);
}

/** A person who cannot be evaluated gets a run task: it reports the error. */
function isBehind(
  { telemetry }: Pick<FanOutDependencies, 'telemetry'>,
  profile: Profile,
  program: Program,
  now: number,
): boolean {
  try {
    return needsDefinitions(profile, program, now);
  } catch (error) {
    telemetry.error('A person could not be evaluated by the new segments', error, { profileId: profile.id });
    return true;
  }
}

/** A person whom the engine cannot evaluate must not stop the others: their stored segments count. */
function isInSegment(
  { telemetry }: Pick<FanOutDependencies, 'telemetry'>,
  profile: Profile,
  segment: string,
  program: Program,
  now: number,
): boolean {
  try {
    return isMember(profile, segment, program, now);
  } catch (error) {
    telemetry.error('A person could not be evaluated; the stored segments count', error, {
      profileId: profile.id,
    });
    return Object.hasOwn(profile.segments, segment);
  }
}
