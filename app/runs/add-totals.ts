/** Sums what the scan segments of a run found. */
import type { RunTotals } from '../ports/run-store.ts';

export function addTotals(segments: readonly RunTotals[]): RunTotals {
  const sum = (field: keyof RunTotals) => segments.reduce((total, segment) => total + segment[field], 0);
  return { scanned: sum('scanned'), targeted: sum('targeted'), unreadable: sum('unreadable') };
}
