/** Sends the rows of a file in groups; after each group, its rejected rows and a checkpoint are written. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { maxMembers } from '../../engine/touchpoint/unpack-event.ts';
import { deliverBatch } from '../ingest/deliver-batch.ts';
import { makeParcels, type Parcel, splitCalls } from '../ingest/pack-parcels.ts';
import type { TouchpointLine } from '../ingest/touchpoint-line.ts';
import type { TouchpointSender } from '../ports/touchpoint-sender.ts';
import { type ImportRow, isRejected, mapRow, type RejectedRow, type RowSettings } from './map-row.ts';
import type { ImportMapping } from './mapping.ts';

/** How far an import is: rows are counted from the start of the file. */
export interface ImportProgress {
  readonly rows: number;
  readonly sent: number;
  readonly rejected: number;
}

export const noProgress: ImportProgress = { rows: 0, sent: 0, rejected: 0 };

export interface ImportJournal {
  /** Called once per group, in the order of the file, when the group was delivered. */
  keep(progress: ImportProgress, rejected: readonly RejectedRow[]): Promise<void>;
}

export interface ImportOptions extends RowSettings {
  readonly mapping: ImportMapping;
  /** Parallel calls. */
  readonly parallel: number;
  /** What an earlier attempt has done: its rows are skipped. */
  readonly done?: ImportProgress;
  /** Absent: nothing is sent. */
  readonly sender?: TouchpointSender;
  /** Called with the accepted rows of a group, before they are sent. */
  readonly inspect?: (lines: readonly TouchpointLine[]) => Promise<void>;
  readonly journal: ImportJournal;
}

/** Forty full events: a crash repeats at most these rows, and the repeats count once. */
const groupRows = 40 * maxMembers;

/** Memory holds one group. Throws network errors: everything up to the last checkpoint is done. */
export async function importRows(
  rows: AsyncIterable<ImportRow>,
  { done = noProgress, ...options }: ImportOptions,
): Promise<ImportProgress> {
  let progress = done;
  let skipped = 0;
  let group: ImportRow[] = [];
  const flush = async (): Promise<void> => {
    const { sent, rejected } = await deliverGroup(group, options);
    progress = {
      rows: progress.rows + group.length,
      sent: progress.sent + sent,
      rejected: progress.rejected + rejected.length,
    };
    group = [];
    await options.journal.keep(progress, rejected);
  };
  for await (const row of rows) {
    skipped += 1;
    if (skipped <= done.rows) continue;
    group.push(row);
    if (group.length === groupRows) await flush();
  }
  if (group.length > 0) await flush();
  return progress;
}

async function deliverGroup(
  group: readonly ImportRow[],
  options: Omit<ImportOptions, 'done'>,
): Promise<{ readonly sent: number; readonly rejected: readonly RejectedRow[] }> {
  const rejected: RejectedRow[] = [];
  const lines: TouchpointLine[] = [];
  for (const row of group) {
    const mapped = mapRow(row, options.mapping, options);
    if (isRejected(mapped)) rejected.push(mapped);
    else lines.push(mapped);
  }
  await options.inspect?.(lines);
  const refused = options.sender === undefined ? [] : await deliver(lines, options.sender, options.parallel);
  const rowOf = new Map(group.map((row) => [row.line, row]));
  for (const { line, reason } of refused) {
    const { raw = [], origin } = rowOf.get(line) ?? {};
    rejected.push({ line, reason, raw, ...omitAbsent({ origin }) });
  }
  rejected.sort((left, right) => left.line - right.line);
  return { sent: lines.length - refused.length, rejected };
}

interface Refusal {
  readonly line: number;
  readonly reason: string;
}

async function deliver(
  lines: readonly TouchpointLine[],
  sender: TouchpointSender,
  parallel: number,
): Promise<readonly Refusal[]> {
  const calls = splitCalls(makeParcels(lines, true)).values();
  const refusals: Refusal[] = [];
  const work = async (): Promise<void> => {
    for (const call of calls) refusals.push(...(await deliverCall(call, sender)));
  };
  await Promise.all(Array.from({ length: parallel }, work));
  return refusals;
}

async function deliverCall(call: readonly Parcel[], sender: TouchpointSender): Promise<readonly Refusal[]> {
  const refused = await deliverBatch(
    sender,
    call.map(({ touchpoint }) => touchpoint),
  );
  return refused.flatMap(({ touchpoint, code }) => {
    const lines = call.find((parcel) => parcel.touchpoint === touchpoint)?.lines ?? [];
    return lines.map((line) => ({ line, reason: `EventBridge did not accept it: ${code}` }));
  });
}
