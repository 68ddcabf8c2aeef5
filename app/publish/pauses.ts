/** Pauses of operators in the form in which the program stores them. */

import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { SnapshotContent } from '../../engine/config/snapshot/program-members.ts';
import type { Pauses } from '../../engine/model/pauses.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import type { PauseRecord } from '../ports/pause-store.ts';

/** The active pauses; undefined when nothing is paused. */
export function readPauses(records: readonly PauseRecord[]): Pauses | undefined {
  const paused = records.flatMap(({ label, isPaused, steps: [last] }) =>
    isPaused
      ? [[label, { at: last?.at ?? 0, by: last?.by ?? 'unknown', reason: last?.reason ?? '' }] as const]
      : [],
  );
  return paused.length === 0
    ? undefined
    : Object.fromEntries(paused.sort(([left], [right]) => (left < right ? -1 : 1)));
}

export function withPauses(content: SnapshotContent, pauses: Pauses | undefined): SnapshotContent {
  const { pauses: _before, ...rest } = content;
  return pauses === undefined ? rest : { ...rest, pauses };
}

/** The content of a published program. */
export function pickContent(snapshot: ProgramSnapshot): SnapshotContent {
  const { rules, segments, traits, templates, journeys, campaigns, policy, pauses } = snapshot;
  const { purposes, topics, links, queries } = snapshot;
  const optional = omitAbsent({ purposes, topics, links, queries });
  return withPauses({ rules, segments, traits, templates, journeys, campaigns, policy, ...optional }, pauses);
}
