/** Describes the definitions that are not applied to existing profiles yet. */
import type { ExistingPeople } from '../../app/publish/publish-program.ts';
import type { HistoryNeed } from '../../engine/config/snapshot/list-history-needs.ts';

/** Maximum number of definitions listed one by one. */
const shown = 10;

/** Printed after publishing. */
export function describeExisting({ isFirst, segments, history }: ExistingPeople): string[] {
  if (isFirst) {
    return history.length === 0
      ? []
      : ['Counting starts now. To count earlier events too: `percorso backfill start`.'];
  }
  const named = `${segments.slice(0, shown).join(', ')}${segments.length > shown ? ', ...' : ''}`;
  return [
    ...(segments.length === 0
      ? []
      : [
          `New or changed ${segments.length === 1 ? 'segment' : 'segments'}: ${named}. Existing profiles are evaluated within minutes; this triggers nothing.`,
        ]),
    ...describeHistory(history),
  ];
}

/** Empty when no backfill is pending. */
export function describeHistory(history: readonly HistoryNeed[]): string[] {
  if (history.length === 0) return [];
  return [
    'Counted only since publication. `percorso backfill start` applies to existing profiles:',
    ...history.slice(0, shown).map((need) => `  ${nameHistory(need)}`),
    ...(history.length > shown ? [`  and ${history.length - shown} more`] : []),
  ];
}

/** `trait spent_30d, for segment/big-spenders`. */
export function nameHistory({ id, did, readers }: HistoryNeed): string {
  const within = did?.within === undefined ? '' : ` within ${did.within}`;
  const filter = did?.where === undefined ? '' : 'with a filter';
  const what = did === undefined ? `trait ${id}` : `the count of "${did.event}"${within}${filter}`;
  return readers.length === 0 ? what : `${what}, for ${readers.join(', ')}`;
}
