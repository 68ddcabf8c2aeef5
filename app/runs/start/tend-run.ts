/** Advances one active run: follows its document, queues its scan segments, and ends it when all are done. */

import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import type { DocumentBase } from '../../../engine/model/documents/document-base.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import type { Run, SegmentCheckpoint } from '../../ports/run-store.ts';
import type { RunSegment } from '../../ports/run-task.ts';
import { listPages } from '../../runtime/list-pages.ts';
import { sendAll } from '../../runtime/send-in-calls.ts';
import { addTotals } from '../add-totals.ts';
import type { StartDependencies } from './dependencies.ts';
import { settleHold } from './hold-run.ts';
import { settleDefinitions } from './note-definitions.ts';
import type { Tick } from './start-scheduled.ts';

/** A segment without progress for this long is queued again. The redelivery after a crash takes less. */
const staleAfter = 600_000;

/** The fan-out queue did not accept segments. */
export class SegmentsNotQueuedError extends Error {
  readonly code = 'segments_not_queued';
  constructor(name: string, count: number) {
    super(`The fan-out queue did not accept ${count} segments of ${name}. The next minute tries again.`);
    this.name = 'SegmentsNotQueuedError';
  }
}

export async function tendRun(tick: Tick, found: Run): Promise<void> {
  const { dependencies, snapshot, now } = tick;
  const followed = await followDocument(dependencies, snapshot, found, now);
  // If it were released now, the run would reach people for a minute before the pause takes effect.
  if (followed.pausedBy === 'count' && readDesiredStatus(snapshot, followed) === 'paused') return;
  const { run, count } = await settleHold(dependencies, snapshot, followed, now);
  if (count !== undefined) return tendRun(tick, count);
  if (run.status !== 'running') return;
  const { runs } = dependencies;
  const { name } = run;
  const segments = await listPages(
    (cursor) => runs.listSegments(name, run.run, cursor),
    (page) => page.segments,
  );
  if (segments.filter(({ isDone }) => isDone).length === run.scanSegments) {
    const totals = addTotals(segments);
    await settleDefinitions(tick, run);
    await runs.changeRun(name, run.run, { from: ['running'], status: 'done', finishedAt: now, totals });
    dependencies.telemetry.info('Run done', { name, run: run.run, ...totals });
    return;
  }
  await queueSegments(dependencies, run, segments, now);
}

/** Pausing or archiving the document pauses or cancels its run. */
async function followDocument(
  { runs }: StartDependencies,
  snapshot: ProgramSnapshot,
  run: Run,
  now: number,
): Promise<Run> {
  const desired = readDesiredStatus(snapshot, run);
  const change = async (status: Run['status'], more: Partial<Run>): Promise<Run> => {
    const { pausedBy: _pausedBy, queuedAt: _queuedAt, ...rest } = run;
    const changed = { ...rest, status, ...more };
    const isTaken = await runs.changeRun(run.name, run.run, {
      from: [run.status],
      status,
      ...omitAbsent({ pausedBy: changed.pausedBy, finishedAt: changed.finishedAt }),
    });
    // Another process changed the run: the next invocation continues.
    return isTaken ? changed : { ...run, status: 'paused' };
  };
  if (desired === 'archived') return change('cancelled', { finishedAt: now });
  if (desired === 'paused' && run.status === 'running') return change('paused', { pausedBy: 'document' });
  if (desired === 'live' && run.status === 'paused' && run.pausedBy === 'document')
    return change('running', {});
  return run;
}

function readDesiredStatus(
  { campaigns, journeys }: ProgramSnapshot,
  { task }: Run,
): 'live' | 'paused' | 'archived' {
  if (task.kind !== 'campaign') return 'live';
  const documents: readonly DocumentBase[] = [
    ...campaigns,
    ...journeys.map(({ document }) => ({ ...document, id: `journey:${document.id}` })),
  ];
  const status = documents.find(({ id }) => id === task.campaign)?.status ?? 'archived';
  return status === 'draft' ? 'paused' : status;
}

async function queueSegments(
  { runs, queues, telemetry }: StartDependencies,
  run: Run,
  segments: readonly SegmentCheckpoint[],
  now: number,
): Promise<void> {
  const { name, queuedAt } = run;
  const known = new Map(segments.map((segment) => [segment.segment, segment]));
  const isWaiting = (segment: number) => {
    const checkpoint = known.get(segment);
    if (checkpoint?.isDone === true) return false;
    return queuedAt === undefined || now - Math.max(queuedAt, checkpoint?.updatedAt ?? 0) >= staleAfter;
  };
  const bodies = Array.from({ length: run.scanSegments }, (_, segment) => segment)
    .filter(isWaiting)
    .map((segment): RunSegment => ({ kind: 'RunSegment', name, run: run.run, segment, ticket: now }));
  if (bodies.length === 0) return;
  if (queuedAt !== undefined) telemetry.count('RunSegmentsRevived', bodies.length);
  await sendAll(
    bodies,
    (call) => queues.send('fan-out', call),
    (count) => new SegmentsNotQueuedError(name, count),
  );
  // Written last: until then, every invocation queues the segments again.
  await runs.noteQueued(name, run.run, now);
}
