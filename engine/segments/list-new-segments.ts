/** Segments that were published, or changed, since a person's last decision. */

import type { Profile } from '../model/profile.ts';
import type { CompiledSegment, CompiledSegments } from './compile-segments.ts';

/** Segments that are new to this person. A new person has no new segments. */
export function listNewSegments(
  { version, program: known = 0 }: Profile,
  { segments }: Pick<CompiledSegments, 'segments'>,
): readonly CompiledSegment[] {
  return version === 0 ? [] : segments.filter(({ since }) => since > known);
}
