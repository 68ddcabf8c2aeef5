/** Sends the touchpoints of a file: ten events per call, several calls in parallel, optionally moving the local clock along. */

import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { DAY } from '../../engine/base/time-units.ts';
import { maxMembers } from '../../engine/touchpoint/unpack-event.ts';
import { RequestInvalidError } from '../ports/request-invalid-error.ts';
import type { SentTouchpoint, TouchpointSender } from '../ports/touchpoint-sender.ts';
import { deliverBatch } from './deliver-batch.ts';
import { findUnreadableConsents } from './find-unreadable-consents.ts';
import { callEntries, makeParcels, type Parcel, splitCalls } from './pack-parcels.ts';
import { type BadLine, type FileLine, isBadLine, type TouchpointLine } from './touchpoint-line.ts';

/** The clock of the stage, where it can be moved. */
export interface ReplayClock {
  /** Epoch ms. */
  read(): Promise<number>;
  /** Waits until idle, then moves to `at`; schedules run on the way, each at most once per `every`. */
  advanceTo(at: number, every: string): Promise<void>;
  /** Resolves when nothing is queued or running. */
  waitUntilIdle(): Promise<void>;
}

export interface ReplayOptions {
  /** Parallel calls. */
  readonly parallel: number;
  /** Pack many touchpoints into one event. */
  readonly isPacked?: boolean;
  /** Given: the clock is moved to each day's last touchpoint before the day is sent. */
  readonly clock?: ReplayClock;
  /** Schedules on the clock's way run at most once per this duration. */
  readonly every: string;
  /** Called for every processed line. */
  onProgress(lines: number): void;
}

export interface LineWarning {
  readonly line: number;
  readonly problem: string;
}

export interface ReplayOutcome {
  readonly sent: number;
  readonly bad: readonly BadLine[];
  /** Lines that are sent although they state a consent that is neither a yes nor a no. */
  readonly warnings: readonly LineWarning[];
  /** Set when sending stopped early: everything before this line is done. */
  readonly resumeFrom?: number;
  readonly failure?: unknown;
}

/** Reads ahead at most this many lines of one day. */
const groupLines = 20_000;

export async function replayLines(
  lines: AsyncIterable<FileLine>,
  sender: TouchpointSender,
  options: ReplayOptions,
): Promise<ReplayOutcome> {
  const bad: BadLine[] = [];
  const warnings: LineWarning[] = [];
  let sent = 0;
  const open = new Set<number>();
  const running = new Set<Promise<void>>();
  let failure: unknown;
  const deliver = async (batch: readonly Parcel[]): Promise<void> => {
    try {
      const refused = await deliverBatch(
        sender,
        batch.map(({ touchpoint }) => touchpoint),
      );
      const refusals = refused.flatMap(({ touchpoint, code, message }) =>
        explainRefusal(batch, touchpoint, code, message),
      );
      bad.push(...refusals);
      const lines = batch.flatMap((parcel) => parcel.lines);
      sent += lines.length - refusals.length;
      for (const line of lines) open.delete(line);
      options.onProgress(lines.length);
    } catch (error) {
      failure ??= error;
    }
  };
  try {
    for await (const group of groupByDay(lines, bad, options)) {
      for (const { line, touchpoint } of group) {
        open.add(line);
        for (const problem of findUnreadableConsents(touchpoint.detail)) warnings.push({ line, problem });
      }
      await followClock(group, options);
      for (const batch of splitCalls(makeParcels(group, options.isPacked === true))) {
        if (failure !== undefined) break;
        if (running.size >= options.parallel) await Promise.race(running);
        const run = deliver(batch).finally(() => running.delete(run));
        running.add(run);
      }
      // The clock may move only after all of the day has arrived.
      if (options.clock !== undefined) await Promise.all(running);
      if (failure !== undefined) break;
    }
  } catch (error) {
    failure ??= error;
  }
  await Promise.all(running);
  if (failure === undefined) await options.clock?.waitUntilIdle();
  bad.sort((left, right) => left.line - right.line);
  if (failure === undefined) return { sent, bad, warnings };
  return {
    sent,
    bad,
    warnings,
    failure,
    ...omitAbsent({ resumeFrom: open.size === 0 ? undefined : Math.min(...open) }),
  };
}

/** Lines in groups of one day (UTC), or of any length when the clock does not follow. */
async function* groupByDay(
  lines: AsyncIterable<FileLine>,
  bad: BadLine[],
  { clock, isPacked }: ReplayOptions,
): AsyncGenerator<TouchpointLine[]> {
  let group: TouchpointLine[] = [];
  const calls = callEntries * (isPacked === true ? maxMembers : 1);
  for await (const line of lines) {
    if (isBadLine(line)) {
      bad.push(line);
      continue;
    }
    const last = group.at(-1);
    const isFull =
      clock !== undefined
        ? group.length >= groupLines || (last !== undefined && dayOf(last) !== dayOf(line))
        : group.length >= callEntries * calls;
    if (isFull) {
      yield group;
      group = [];
    }
    group.push(line);
  }
  if (group.length > 0) yield group;
}

function dayOf({ at }: TouchpointLine): number | undefined {
  return at === undefined ? undefined : Math.floor(at / DAY);
}

async function followClock(group: readonly TouchpointLine[], { clock, every }: ReplayOptions): Promise<void> {
  const latest = group.reduce((high, { at }) => Math.max(high, at ?? 0), 0);
  if (clock === undefined || latest === 0) return;
  const now = await clock.read();
  if (now > latest + DAY) {
    throw new RequestInvalidError(
      `The local clock is at ${new Date(now).toISOString()}, a day or more after line ${group[0]?.line ?? 1} (${new Date(latest).toISOString()}): the event would be too old to trigger anything.`,
      'Start the local cloud with an earlier clock, sort the file by time, or remove --follow-clock.',
    );
  }
  if (latest > now) await clock.advanceTo(latest, every);
}

function explainRefusal(
  batch: readonly Parcel[],
  refused: SentTouchpoint,
  code: string,
  message: string,
): BadLine[] {
  const lines = batch.find(({ touchpoint }) => touchpoint === refused)?.lines ?? [];
  return lines.map((line) => ({
    line,
    problem: `EventBridge did not accept it: ${code} ${message}`.trim(),
    remedy: 'Fix the line, or replay it later with --from.',
  }));
}
