/**
 * Scans one segment of a run, page by page: find the audience, queue run tasks, write the checkpoint. A crash repeats
 * at most the page after the last checkpoint, and profiles that were reached refuse the repeat. Of two workers on one
 * segment only one can write the next checkpoint: the other stops.
 */
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import type { Run, SegmentCheckpoint } from '../../ports/run-store.ts';
import type { RunSegment } from '../../ports/run-task.ts';
import type { FanOutDependencies } from './dependencies.ts';
import { findAudience } from './find-audience.ts';
import { queueRunTasks } from './queue-run-tasks.ts';
import { askTokens, waitForTokens } from './throttle.ts';

/** Milliseconds reserved for the current page and for queueing the segment again. */
const reserve = 15_000;

export async function scanSegment(dependencies: FanOutDependencies, message: RunSegment): Promise<void> {
  const { runs, queues, telemetry } = dependencies;
  const { name, run: start, segment } = message;
  const sendOn = async (seconds: number) => {
    const left = await queues.send('fan-out', [message], [seconds]);
    if (left.length > 0) throw new SegmentNotRequeuedError(name, segment);
  };
  let checkpoint = (await runs.readSegment(name, start, segment)) ?? makeCheckpoint(message);
  while (true) {
    // 1. Stop if the run is paused, cancelled or finished, or if a newer chain of messages has taken over.
    const run = await runs.readRun(name, start);
    if (run?.status !== 'running' || checkpoint.isDone || checkpoint.ticket > message.ticket) return;
    if (dependencies.remainingMilliseconds() < reserve) return sendOn(0);

    // 2. Read a page, find its audience, and apply the throttle.
    const page = await readPage(dependencies, run, checkpoint);

    // 3. Queue the tasks, then write the checkpoint. A count queues no tasks.
    if (run.isCount !== true) {
      await queueRunTasks(dependencies, run.task, page.people, page.version);
      telemetry.count('PeopleTargeted', page.people.length);
    }
    const next: SegmentCheckpoint = {
      ...page.checkpoint,
      owner: dependencies.owner,
      ticket: message.ticket,
      updatedAt: dependencies.clock(),
    };
    const isWritten = await runs.saveSegment(next);
    const stored = isWritten ? next : await runs.readSegment(name, start, segment);
    // Not written: either another worker has the segment, or the write is our own and its answer was lost.
    if (stored === undefined || stored.owner !== dependencies.owner) return;
    checkpoint = stored;
    if (page.waitSeconds !== undefined) return sendOn(page.waitSeconds);
  }
}

/** The queue did not accept a segment that has pages left. */
export class SegmentNotRequeuedError extends Error {
  readonly code = 'segment_not_requeued';
  constructor(name: string, segment: number) {
    super(`The fan-out queue did not accept segment ${segment} of ${name}. Its message is delivered again.`);
    this.name = 'SegmentNotRequeuedError';
  }
}

interface Page {
  /** Profile ids to queue. */
  readonly people: readonly string[];
  /** Version of the program that evaluated the audience. */
  readonly version: number;
  readonly checkpoint: SegmentCheckpoint;
  /** Set when this minute's share of the throttle is used up. */
  readonly waitSeconds?: number;
}

async function readPage(
  dependencies: FanOutDependencies,
  run: Run,
  checkpoint: SegmentCheckpoint,
): Promise<Page> {
  const { scanner, clock, pageSize } = dependencies;
  const { segment, cursor } = checkpoint;
  const now = clock();
  const page = await scanner.scan({ index: segment, total: run.scanSegments }, cursor, pageSize);
  // An older program may not have the segment of the audience.
  const program = await dependencies.programs.current(run.programVersion);
  const { version } = program;
  const people = findAudience(dependencies, run.audience, page.profiles, program, now);
  const granted = await askTokens(dependencies.runs, run, people.length, now);
  if (granted < people.length) {
    // The throttle admits only some of them: the next minute begins after the last of these.
    const last = people[granted - 1];
    const scanned = last === undefined ? 0 : page.profiles.findIndex(({ id }) => id === last) + 1;
    return {
      people: people.slice(0, granted),
      version,
      waitSeconds: waitForTokens(now, dependencies.random()),
      checkpoint: {
        ...checkpoint,
        step: checkpoint.step + 1,
        scanned: checkpoint.scanned + scanned,
        targeted: checkpoint.targeted + granted,
        ...omitAbsent({ cursor: last === undefined ? undefined : scanner.makeCursor(last) }),
      },
    };
  }
  const { cursor: _before, ...rest } = checkpoint;
  return {
    people,
    version,
    checkpoint: {
      ...rest,
      step: checkpoint.step + 1,
      scanned: checkpoint.scanned + page.profiles.length,
      targeted: checkpoint.targeted + people.length,
      unreadable: checkpoint.unreadable + page.unreadable.length,
      isDone: page.cursor === undefined,
      ...omitAbsent({ cursor: page.cursor }),
    },
  };
}

function makeCheckpoint({ name, run, segment, ticket }: RunSegment): SegmentCheckpoint {
  const counts = { scanned: 0, targeted: 0, unreadable: 0 };
  return { name: name, run, segment, step: 0, owner: '', ticket, isDone: false, updatedAt: 0, ...counts };
}
