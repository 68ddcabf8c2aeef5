/** Completes backfills and undos of imports by the person's timeline: the code loads with the first of each. */

import type { Program } from '../../../engine/compile/program.ts';
import type { Input } from '../../../engine/model/decision.ts';
import type { Profile } from '../../../engine/model/profile.ts';
import type { AdvanceDependencies } from '../dependencies.ts';

/** Throws TimelineBehindError, TimelineLongError. If another worker writes the profile meanwhile, the write fails. */
export async function fillBackfills(
  dependencies: AdvanceDependencies,
  profile: Profile,
  inputs: readonly Input[],
  program: Program,
  now: number,
): Promise<readonly Input[]> {
  const filled: Input[] = [];
  for (const input of inputs) {
    if (input.kind === 'backfill' && input.undo !== undefined) {
      const { fillUndo } = await import('./fill-undo.ts');
      filled.push(...(await fillUndo(dependencies, profile, input, program, now)));
      continue;
    }
    if (input.kind === 'backfill' && input.traits.length > 0) {
      const { recountTimeline } = await import('./recount-timeline.ts');
      filled.push(await recountTimeline(dependencies, profile, input, program, now));
    } else filled.push(input);
  }
  return filled;
}
