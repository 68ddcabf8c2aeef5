/** What has not reached the people who are already there, in words. */
import type { ExistingPeople } from '../../app/publish/publish-program.ts';
import type { HistoryNeed } from '../../engine/config/snapshot/list-history-needs.ts';

/** Lines that are named one by one. */
const shown = 10;

/** After publishing. */
export function describeExisting({ isFirst, segments, history }: ExistingPeople): string[] {
  if (isFirst) {
    return history.length === 0
      ? []
      : ['Counting starts now. For people whose events came before: `percorso backfill start`.'];
  }
  const named = `${segments.slice(0, shown).join(', ')}${segments.length > shown ? ', ...' : ''}`;
  return [
    ...(segments.length === 0
      ? []
      : [
          `New or changed ${segments.length === 1 ? 'segment' : 'segments'}: ${named}. The people who are already there are evaluated within minutes; this triggers nothing for them.`,
        ]),
    ...describeHistory(history),
  ];
}

/** Nothing when nothing is to be brought. */
export function describeHistory(history: readonly HistoryNeed[]): string[] {
  if (history.length === 0) return [];
  return [
    'Counted only from the publication on. `percorso backfill start` brings to the people who are already there:',
    ...history.slice(0, shown).map((need) => `  ${nameHistory(need)}`),
    ...(history.length > shown ? [`  and ${history.length - shown} more`] : []),
  ];
}

/** `trait spent_30d, for segment/big-spenders`. */
export function nameHistory({ id, did, readers }: HistoryNeed): string {
  const within = did?.within === undefined ? '' : ` within ${did.within}`;
  const filter = did?.where === undefined ? '' : ', of some kind';
  const what = did === undefined ? `trait ${id}` : `the count of "${did.event}"${within}${filter}`;
  return readers.length === 0 ? what : `${what}, for ${readers.join(', ')}`;
}
