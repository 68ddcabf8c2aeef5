/** Takes back what an import stated about a person: loaded with the first undo. */
import { DAY } from '../../../engine/base/time-units.ts';
import type { Program } from '../../../engine/compile/program.ts';
import { findSeen, hashTouchpoint } from '../../../engine/decide/dedup-window.ts';
import { undoImport } from '../../../engine/decide/undo-import.ts';
import type { Backfill, UndoneImport } from '../../../engine/model/decision.ts';
import type { Profile } from '../../../engine/model/profile.ts';
import { readEntries } from '../../import/read-entries.ts';
import type { AdvanceDependencies } from '../dependencies.ts';
import { queueDays, TimelineBehindError } from './timeline-behind.ts';

/** Empty: the timeline has no row of the import. Throws TimelineBehindError. */
export async function fillUndo(
  { timeline, timelineDays }: AdvanceDependencies,
  profile: Profile,
  input: Backfill,
  program: Program,
  now: number,
): Promise<readonly Backfill[]> {
  // Consistent: an entry of the undo itself says what is undone already.
  const { entries, awaited } = await readEntries(timeline, profile, true);
  const since = now - timelineDays * DAY;
  const behind = now - Math.min(queueDays, timelineDays) * DAY;
  const counted = entries.flatMap(({ touchpoint }) => touchpoint ?? []).map(hashTouchpoint);
  const isMissing = profile.processedEvents.some(
    (seen) => seen[2] > behind && !counted.some((hash) => findSeen([seen], hash) !== undefined),
  );
  if (isMissing || awaited.some((expiresAt) => expiresAt - timelineDays * DAY > behind))
    throw new TimelineBehindError(profile.id);
  const undo = undoImport(profile, entries, input.undo ?? '', program, { now, since });
  return undo === undefined ? [] : [{ ...input, undone: undo.undone }];
}

const batchSize = 25;

/** After the profile is saved. A crash before it is harmless: the next delivery finds the entry of the undo. */
export async function removeRows(
  { timeline }: Pick<AdvanceDependencies, 'timeline'>,
  { rows }: UndoneImport,
): Promise<void> {
  for (let left = [...rows]; left.length > 0; ) {
    const refused = await timeline.removeEntries(left.slice(0, batchSize));
    left = [...refused, ...left.slice(batchSize)];
    if (refused.length === batchSize) throw new RowsNotRemovedError(left.length);
  }
}

/** DynamoDB throttles: the record is delivered again. */
class RowsNotRemovedError extends Error {
  readonly code = 'rows_not_removed';
  constructor(rows: number) {
    super(`${rows} entries of an import are not removed yet. The undo is retried.`);
    this.name = 'RowsNotRemovedError';
  }
}
