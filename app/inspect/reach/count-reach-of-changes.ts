/** Counts for each change how many people it concerns now. */
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import { evaluateNow } from '../../../engine/decide/is-member.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import type { ProfileScanner } from '../../ports/profile-scanner.ts';
import { type ChangeReach, listReaches } from './count-change.ts';
import { defaultSample, type SampleOptions, samplePeople } from './sample-people.ts';

export interface ReachOfChanges {
  /** People in the stage, estimated unless `isExact`. */
  readonly people: number;
  readonly isExact: boolean;
  readonly profilesRead: number;
  readonly unreadable: number;
  readonly changes: readonly ReachOfChange[];
}

export interface ReachOfChange extends Omit<ChangeReach, 'counts'> {
  readonly people: number;
  /** Upper end of the 95 % interval, of an estimate. */
  readonly atMost?: number;
  /** The campaign's run will wait for approval. Absent without a limit. */
  readonly needsApproval?: boolean;
}

/** `snapshot`: the program with the changes. Undefined where nothing changed. `now`: epoch ms. */
export async function countReachOfChanges(
  labels: readonly string[],
  snapshot: ProgramSnapshot,
  openScanner: () => Promise<Pick<ProfileScanner, 'scan'>>,
  {
    now,
    sample: options = defaultSample,
  }: { readonly now: number; readonly sample?: SampleOptions | undefined },
): Promise<ReachOfChanges | undefined> {
  const reaches = listReaches(labels, snapshot);
  if (reaches.length === 0) return undefined;
  const { profiles, read, weight, unreadable } = await samplePeople(await openScanner(), options);
  const program = compileProgram(snapshot);
  const counts = new Map(reaches.map((reach) => [reach, 0]));
  let failed = 0;
  for (const profile of profiles) {
    try {
      const after = evaluateNow(profile, program, now);
      for (const reach of reaches) {
        if (reach.counts(after, profile)) counts.set(reach, (counts.get(reach) ?? 0) + 1);
      }
    } catch {
      failed += 1;
    }
  }
  return {
    people: read * weight,
    isExact: weight === 1,
    profilesRead: read,
    unreadable: unreadable + failed,
    changes: [...counts].map(([reach, found]) => describe(reach, found, weight)),
  };
}

function describe({ counts: _counts, ...change }: ChangeReach, found: number, weight: number): ReachOfChange {
  const { limit } = change;
  const people = found * weight;
  return {
    ...change,
    people,
    ...omitAbsent({
      atMost: weight === 1 ? undefined : limitFromSample(found) * weight,
      needsApproval: limit === undefined ? undefined : people > limit,
    }),
  };
}

/** Upper end of the 95 % interval of a Poisson count; for none found, the rule of three. */
function limitFromSample(found: number): number {
  return found === 0 ? 3 : found + 1.96 * Math.sqrt(found) + 2;
}
