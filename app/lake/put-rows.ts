/**
 * Puts rows into the lake before their records are acknowledged, so that a crash repeats rows and loses none. Loaded by
 * stages with a lake.
 */

import { listProfileIds, type Profile } from '../../engine/model/profile.ts';
import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';
import { listSensitive, type SensitiveField } from '../../engine/policy/sensitive-fields.ts';
import type { AdvanceDependencies } from '../advance/dependencies.ts';
import type { Publication } from '../advance/publication/publication.ts';
import type { Report } from '../feedback/provider-report.ts';
import type { LakeRow, LakeStream } from '../ports/lake.ts';
import { type CallLimits, sendInCalls, splitIntoCalls } from '../runtime/send-in-calls.ts';
import { makeEntryRows, makeOutcome, makePersonRows } from './make-rows.ts';

/** Firehose accepts 1,000 KiB per record, which is compressed before: one record takes the rows of an invocation. */
const recordLimits: CallLimits = { size: 5_000, length: 900_000 };
/** Of 4 MiB that Firehose accepts per call. */
const putCall: CallLimits = { size: 4 };

/** The stream left rows out twice in a row. */
export class LakeNotAcceptedError extends Error {
  readonly code = 'lake_not_accepted';
  constructor(rows: number) {
    super(
      `The delivery stream of the lake did not accept ${rows} rows. Their records stay on their queue and are delivered again.`,
    );
    this.name = 'LakeNotAcceptedError';
  }
}

/** The fields whose values no row has. `now` in epoch milliseconds. Throws when no program can be loaded. */
export async function listHidden(
  { programs, telemetry }: Pick<AdvanceDependencies, 'programs' | 'telemetry'>,
  now: number,
): Promise<readonly SensitiveField[]> {
  const { policy, traits } = await programs.current(now, telemetry);
  return listSensitive(
    policy.sensitive,
    [...traits.values()].map(({ document }) => document),
  );
}

/** Puts what the timelines get. `fail` receives the publications whose rows were not accepted. Never throws. */
export async function publishRows(
  dependencies: Pick<AdvanceDependencies, 'programs' | 'telemetry'> & { readonly lake: LakeStream },
  publications: readonly Publication[],
  fail: (owner: Publication, error: unknown) => void,
  now: number,
): Promise<void> {
  const owners = new Map<LakeRow, Publication>();
  try {
    const sensitive = await listHidden(dependencies, now);
    for (const publication of publications) {
      for (const row of listRows(publication, sensitive)) owners.set(row, publication);
    }
  } catch (error) {
    for (const publication of publications) fail(publication, error);
    return;
  }
  await sendRows(dependencies.lake, [...owners.keys()], (row, error) => {
    const owner = owners.get(row);
    if (owner !== undefined) fail(owner, error);
  });
}

/** Of entries that are put outside a publication. Throws the error of the call, or LakeNotAcceptedError. */
export async function putEntryRows(
  lake: LakeStream,
  entries: readonly TimelineEntry[],
  sensitive: readonly SensitiveField[],
): Promise<void> {
  await putRows(
    lake,
    entries.flatMap((entry) => makeEntryRows(entry, sensitive)),
  );
}

/** Throws the error of the call, or LakeNotAcceptedError. */
export async function putRows(lake: LakeStream, rows: readonly LakeRow[]): Promise<void> {
  let failure: { readonly error: unknown } | undefined;
  await sendRows(lake, rows, (_, error) => {
    failure ??= { error };
  });
  if (failure !== undefined) throw failure.error;
}

/** What providers reported. Throws the error of the call, or LakeNotAcceptedError. */
export async function putOutcomes(lake: LakeStream, reports: readonly Report[]): Promise<void> {
  await putRows(lake, reports.map(makeOutcome));
}

/** After the undo of a merge: this profile, and those that it had absorbed, are not in the other one any more. */
export function makeReturned(restored: Pick<Profile, 'id' | 'absorbed'>, at: number): readonly LakeRow[] {
  return makePersonRows(listProfileIds(restored), restored.id, at);
}

async function sendRows(
  lake: LakeStream,
  rows: readonly LakeRow[],
  fail: (row: LakeRow, error: unknown) => void,
): Promise<void> {
  const records = splitIntoCalls(rows, recordLimits);
  const unsent = await sendInCalls(records, (batch) => lake.put(batch), putCall);
  for (const { item, error = new LakeNotAcceptedError(item.length) } of unsent) {
    for (const row of item) fail(row, error);
  }
}

function listRows(
  { profileId, absorbed, entries, amended, restored }: Publication,
  sensitive: readonly SensitiveField[],
): readonly LakeRow[] {
  const all = [...entries.flat(), ...amended, ...restored];
  const merges = all.filter(({ traces }) => traces.some(isMerge));
  return [
    ...all.flatMap((entry) => makeEntryRows(entry, sensitive)),
    // With all that the ended profile had absorbed before: readers follow one step.
    ...merges.flatMap(({ occurredAt }) => makePersonRows(absorbed, profileId, occurredAt)),
  ];
}

function isMerge({ origin, action }: TimelineEntry['traces'][number]): boolean {
  return origin === 'identity' && action === 'merge';
}
