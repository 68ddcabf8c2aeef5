/** Describes a backfill that was started, and the progress of backfills. */
import type { InspectedBackfills } from '../../app/inspect/inspect-backfills.ts';
import type { StartedBackfill } from '../../app/runs/request-backfill.ts';
import { describeHistory, nameHistory } from './describe-history.ts';
import { describeRun } from './describe-run.ts';

/** `timelineDays`: days that timelines are kept. */
export function describeStartedBackfill(
  { version, history, triggers, segments }: StartedBackfill,
  timelineDays: number,
): string[] {
  return [
    `Started: every segment of version ${version} is re-evaluated for every profile, beginning within a minute.`,
    ...(history.length === 0
      ? ['Nothing is recomputed: no computed trait or count is new or changed since the last backfill.']
      : [
          `Recomputed from each person’s timeline, which keeps at most ${timelineDays} days; older events are not counted:`,
          ...history.map((need) => `  ${nameHistory(need)}`),
        ]),
    ...describeTriggers(triggers, segments),
    'Progress: `percorso backfill status`.',
  ];
}

function describeTriggers(triggers: boolean, segments: readonly string[]): string[] {
  if (!triggers) return ['Segment changes trigger nothing (use --triggers to change that).'];
  const members = `Members at the time of publication enter now: ${segments.join(', ')}.`;
  return ['Segment changes trigger rules and journeys.', ...(segments.length === 0 ? [] : [members])];
}

export function describeBackfills({
  backfills,
  evaluations,
  pending,
  segments,
  history,
}: InspectedBackfills): string[] {
  return [
    ...(backfills.length === 0
      ? ['No backfill yet.']
      : backfills.map(({ run, progress }) => describeRun(run, progress))),
    ...evaluations.map(
      ({ run, progress }) =>
        `New and changed segments, evaluated after publishing: ${describeRun(run, progress)}`,
    ),
    ...(pending.length === 0
      ? ['All computed traits and event counts are up to date in the existing profiles.']
      : describeHistory(history)),
    ...(segments.length === 0 ? [] : [`Incomplete until then: ${segments.join(', ')}.`]),
  ];
}
