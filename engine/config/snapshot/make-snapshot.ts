/** Builds the published program: its content, version and hash. */

import { omitAbsent } from '../../base/omit-absent.ts';
import type { ProgramSnapshot } from '../../model/program-snapshot.ts';
import { noteNow } from '../../schedules/resolve-schedule.ts';
import type { SnapshotContent } from './program-members.ts';
import { versionSegments } from './version-segments.ts';

export interface Publication {
  readonly version: number;
  /** Hash of the content alone. */
  readonly hash: string;
  /** Epoch milliseconds. */
  readonly publishedAt: number;
}

/** `previous`: the published program; undefined when nothing is published yet. */
export function makeSnapshot(
  content: SnapshotContent,
  { version, hash, publishedAt }: Publication,
  previous: ProgramSnapshot | undefined,
): ProgramSnapshot {
  const segmentsSince = versionSegments(content, previous, version);
  const startedNow = noteNow(content.campaigns, publishedAt, previous);
  return {
    schemaVersion: 1,
    version,
    hash,
    publishedAt,
    segmentsSince,
    ...omitAbsent({ startedNow: Object.keys(startedNow).length === 0 ? undefined : startedNow }),
    ...content,
  };
}
