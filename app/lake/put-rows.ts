/**
 * Puts rows into the lake before their records are acknowledged, so that a crash repeats rows and loses none. Loaded by
 * stages with a lake.
 */

import { listProfileIds, type Profile } from '../../engine/model/profile.ts';
import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';
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

/** Puts what the timelines get. `fail` receives the publications whose rows were not accepted. Never throws. */
export async function publishRows(
  lake: LakeStream,
  publications: readonly Publication[],
  fail: (owner: Publication, error: unknown) => void,
): Promise<void> {
  const owners = new Map<LakeRow, Publication>();
  for (const publication of publications) {
    for (const row of listRows(publication)) owners.set(row, publication);
  }
  await sendRows(lake, [...owners.keys()], (row, error) => {
    const owner = owners.get(row);
    if (owner !== undefined) fail(owner, error);
  });
}

/** Of entries that are put outside a publication. Throws the error of the call, or LakeNotAcceptedError. */
export async function putEntryRows(lake: LakeStream, entries: readonly TimelineEntry[]): Promise<void> {
  await putRows(lake, entries.flatMap(makeEntryRows));
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

function listRows({ profileId, absorbed, entries, amended, restored }: Publication): readonly LakeRow[] {
  const all = [...entries.flat(), ...amended, ...restored];
  const merges = all.filter(({ traces }) => traces.some(isMerge));
  return [
    ...all.flatMap(makeEntryRows),
    // With all that the ended profile had absorbed before: readers follow one step.
    ...merges.flatMap(({ occurredAt }) => makePersonRows(absorbed, profileId, occurredAt)),
  ];
}

function isMerge({ origin, action }: TimelineEntry['traces'][number]): boolean {
  return origin === 'identity' && action === 'merge';
}
