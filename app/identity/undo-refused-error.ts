/** A merge that cannot be undone now, and what to do. */
import type { Profile } from '../../engine/model/profile.ts';
import type { MergeId } from '../ports/merge-store.ts';

export type UndoProblem =
  /** The profile is not in another one. */
  | 'not_merged'
  /** The profile that it is in has ended in another one itself. */
  | 'merged_further'
  /** Another profile was merged into the same one later. */
  | 'not_the_last'
  /** The record has expired, or the merge was made before this version. */
  | 'not_recorded';

const texts: Readonly<Record<UndoProblem, readonly [problem: string, remedy: string]>> = {
  not_merged: ['The profile is in no other one.', 'Look at `percorso merges PERSON`.'],
  merged_further: [
    'The profile that it was merged into was merged into another one since.',
    'Undo that merge first: `percorso merges PERSON` lists them, newest first.',
  ],
  not_the_last: [
    'Another profile was merged into the same one later.',
    'Undo the later merge first: `percorso merges PERSON` lists them, newest first.',
  ],
  not_recorded: [
    'The state from before the merge is not kept any more.',
    'Records are kept as long as timelines (`timelineDays`). An older merge stays.',
  ],
};

/** The same undo again. */
function explainApart(named?: Pick<Profile, 'id' | 'apart'>): readonly [string, string] | undefined {
  const [other] = named?.apart?.at(-1) ?? [];
  if (named === undefined || other === undefined) return undefined;
  return [
    `Profile ${named.id} is in no other one: its merge with ${other} is undone already.`,
    `\`percorso merges ${named.id}\` shows when, and by whom.`,
  ];
}

/** An operator who gives the person gives the profile that stayed; the command takes the one that ended. */
function explainStayed(named?: Pick<Profile, 'id' | 'absorbed'>): readonly [string, string] | undefined {
  const [last, ...others] = (named?.absorbed ?? []).map(([id]) => id).toReversed();
  if (named === undefined || last === undefined) return undefined;
  const earlier = others.length === 0 ? '' : `, and before it ${others.join(', ')}`;
  return [
    `Profile ${named.id} is the one that stayed: ${last} was merged into it${earlier}.`,
    `To undo that merge, give the profile that ended: \`percorso unmerge ${last}\`.`,
  ];
}

export class UndoRefusedError extends Error {
  readonly code: `undo_${UndoProblem}`;
  readonly remedy: string;
  /** `named`: the profile that the operator gave, as stored. */
  constructor(problem: UndoProblem, named?: Pick<Profile, 'id' | 'absorbed' | 'apart'>) {
    const own = problem === 'not_merged' ? (explainStayed(named) ?? explainApart(named)) : undefined;
    const [text, remedy] = own ?? texts[problem];
    super(`${text} ${remedy}`);
    this.name = 'UndoRefusedError';
    this.code = `undo_${problem}`;
    this.remedy = remedy;
  }
}

/** Undefined: the merge can be undone. `ended`: as stored. */
export function findUndoProblem(
  merge: MergeId,
  ended: Profile | undefined,
  current: Profile,
): UndoProblem | undefined {
  if (ended?.mergedInto?.[1] !== merge.at) return 'not_merged';
  if (current.id !== merge.survivor) return 'merged_further';
  return current.absorbed?.at(-1)?.[0] === merge.ended ? undefined : 'not_the_last';
}
