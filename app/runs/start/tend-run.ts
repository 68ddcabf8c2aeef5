/** One run under way: follows its document, puts its shards on the queue, and ends it when all are done. */

import type { DocumentBase } from '../../../engine/model/documents/document-base.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import type { Run, RunSegment, RunTotals, SegmentCheckpoint } from '../../ports/ports.ts';
import { listPages } from '../../runtime/list-pages.ts';
import type { StartDependencies } from './dependencies.ts';
import { settleHold } from './hold-run.ts';
import { settleDefinitions } from './note-definitions.ts';
import type { Occasion } from './start-scheduled.ts';

/** A shard that nobody moved for so long is queued again: longer than a crashed one takes to be delivered again. */
const staleAfter = 600_000;
/** SQS takes 10 a call. */
const callSize = 10;

/** The walk queue left shards out. */
export class ShardsNotQueuedError extends Error {
  readonly code = 'shards_not_queued';
  constructor(name: string, count: number) {
    super(`${count} shards of ${name} were not taken by the walk queue. The next minute tries again.`);
    this.name = 'ShardsNotQueuedError';
  }
}

export async function tendRun(occasion: Occasion, found: Run): Promise<void> {
  const { dependencies, snapshot, now } = occasion;
  const followed = await followDocument(dependencies, snapshot, found, now);
  // Settled now, the run would reach people for a minute before the pause is seen.
  if (followed.pausedBy === 'count' && readWish(snapshot, followed) === 'paused') return;
  const { run, count } = await settleHold(dependencies, snapshot, followed, now);
  if (count !== undefined) return tendRun(occasion, count);
  if (run.status !== 'running') return;
  const { runs } = dependencies;
  const { name } = run;
  const shards = await listPages(
    (cursor) => runs.listSegments(name, run.run, cursor),
    (page) => page.segments,
  );
  if (shards.filter(({ isDone }) => isDone).length === run.scanSegments) {
    const totals = addTotals(shards);
    await settleDefinitions(occasion, run);
    await runs.changeRun(name, run.run, { from: ['running'], status: 'done', finishedAt: now, totals });
    dependencies.telemetry.info('Walk done', { name: name, run: run.run, ...totals });
    return;
  }
  await queueShards(dependencies, run, shards, now);
}

/** The document is the one truth: whoever pauses or archives it, however, pauses or cancels what is under way. */
async function followDocument(
  { runs }: StartDependencies,
  snapshot: ProgramSnapshot,
  run: Run,
  now: number,
): Promise<Run> {
  const wish = readWish(snapshot, run);
  const change = async (status: Run['status'], more: Partial<Run>): Promise<Run> => {
    const { pausedBy: _pausedBy, queuedAt: _queuedAt, ...rest } = run;
    const changed = { ...rest, status, ...more };
    const isTaken = await runs.changeRun(run.name, run.run, {
      from: [run.status],
      status,
      ...(changed.pausedBy === undefined ? {} : { pausedBy: changed.pausedBy }),
      ...(changed.finishedAt === undefined ? {} : { finishedAt: changed.finishedAt }),
    });
    // Changed by somebody else meanwhile: the next minute sees to it.
    return isTaken ? changed : { ...run, status: 'paused' };
  };
  if (wish === 'archived') return change('cancelled', { finishedAt: now });
  if (wish === 'paused' && run.status === 'running') return change('paused', { pausedBy: 'document' });
  if (wish === 'live' && run.status === 'paused' && run.pausedBy === 'document') return change('running', {});
  return run;
}

function readWish({ campaigns, journeys }: ProgramSnapshot, { task }: Run): 'live' | 'paused' | 'archived' {
  if (task.kind !== 'campaign') return 'live';
  const documents: readonly DocumentBase[] = [
    ...campaigns,
    ...journeys.map(({ document }) => ({ ...document, id: `journey:${document.id}` })),
  ];
  const status = documents.find(({ id }) => id === task.campaign)?.status ?? 'archived';
  return status === 'draft' ? 'paused' : status;
}

async function queueShards(
  { runs, queues, telemetry }: StartDependencies,
  run: Run,
  shards: readonly SegmentCheckpoint[],
  now: number,
): Promise<void> {
  const { name, queuedAt } = run;
  const known = new Map(shards.map((shard) => [shard.segment, shard]));
  const isWaiting = (shard: number) => {
    const checkpoint = known.get(shard);
    if (checkpoint?.isDone === true) return false;
    return queuedAt === undefined || now - Math.max(queuedAt, checkpoint?.updatedAt ?? 0) >= staleAfter;
  };
  const bodies = Array.from({ length: run.scanSegments }, (_, shard) => shard)
    .filter(isWaiting)
    .map((segment): RunSegment => ({ kind: 'RunSegment', name, run: run.run, segment, ticket: now }));
  if (bodies.length === 0) return;
  if (queuedAt !== undefined) telemetry.count('RunSegmentsRevived', bodies.length);
  for (let start = 0; start < bodies.length; start += callSize) {
    const left = await queues.send('fan-out', bodies.slice(start, start + callSize));
    if (left.length > 0) throw new ShardsNotQueuedError(name, left.length);
  }
  // Last: until this is written, every minute queues them again.
  await runs.noteQueued(name, run.run, now);
}

function addTotals(shards: readonly RunTotals[]): RunTotals {
  const sum = (field: keyof RunTotals) => shards.reduce((total, shard) => total + shard[field], 0);
  return { scanned: sum('scanned'), targeted: sum('targeted'), unreadable: sum('unreadable') };
}
