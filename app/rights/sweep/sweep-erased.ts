/**
 * Removes erased people from the stores that a person does not lead into: each is read as a whole, for all erasures whose
 * second pass has ended. It continues where an earlier run has stopped, and each page can be repeated: a crash counts what
 * a page has removed too low, and leaves nothing.
 */
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { MINUTE } from '../../../engine/base/time-units.ts';
import type { DeadLetterSweeper } from '../../ports/dead-letters.ts';
import type { ErasureReceipt, ErasureReceipts } from '../../ports/erasure-receipts.ts';
import type { ErasureReader } from '../../ports/erasure-register.ts';
import {
  type ErasureSweep,
  type ErasureSweeps,
  type SweepStep,
  sweepSteps,
} from '../../ports/erasure-sweeps.ts';
import type { LakeRewriter } from '../../ports/lake-rewriter.ts';
import type { ProgramReader } from '../../ports/program-store.ts';
import type { RejectedStore } from '../../ports/rejected-store.ts';
import type { DoubtfulReplies } from '../../ports/replies.ts';
import { loadPublished } from '../../publish/load-published.ts';
import { readReceipts } from '../read-receipts.ts';
import { indexPeople, type PeopleIndex } from './people-index.ts';
import { sweepDeadLetters } from './sweep-dead-letters.ts';
import { chooseFiles, type LakeFolder, sweepLake } from './sweep-lake.ts';
import { sweepRejected } from './sweep-rejected.ts';
import { sweepReplies } from './sweep-replies.ts';
import type { Removal, SweptPage } from './swept-page.ts';
import { createPeopleMatcher, type PeopleMatcher, readPeople } from './swept-people.ts';

export interface SweepStores {
  readonly receipts: ErasureReceipts;
  readonly register: Pick<ErasureReader, 'find'>;
  readonly sweeps: ErasureSweeps;
  readonly programs: ProgramReader;
  readonly rejected: RejectedStore;
  readonly replies: Pick<DoubtfulReplies, 'list' | 'remove'>;
  readonly deadLetters: DeadLetterSweeper;
  /** Absent: the stage has none. */
  readonly lake?: LakeRewriter;
  /** For which the timeline names the days of the lake. */
  readonly timelineDays: number;
}

export interface SweepOptions {
  /** Epoch ms. */
  readonly now: () => number;
  readonly remainingMilliseconds: () => number;
}

/** Receipts of one sweep: their plans are in memory. The others wait for the next one. */
const mostReceipts = 500;
/** Milliseconds that a page may need. */
const pageTime = MINUTE;
/** Longer than an invocation of partition-lake. */
const filingTime = 15 * MINUTE;
/** A page that ends nothing and removes nothing. */
const nothing: SweptPage = { removed: [], cursor: undefined };

interface Found {
  readonly matcher: PeopleMatcher;
  readonly index: PeopleIndex;
  readonly isWanted: (folder: LakeFolder, key: string) => boolean;
}

/** `complete`: no erasure waits for a sweep. `more`: the next run continues. */
export async function sweepErased(
  stores: SweepStores,
  { now, remainingMilliseconds }: SweepOptions,
): Promise<'complete' | 'more'> {
  for (;;) {
    let sweep = await openSweep(stores, now());
    if (sweep === undefined) return 'complete';
    const found = await find(stores, sweep);
    for (;;) {
      const step: SweepStep = sweep.step;
      const filedAt: number | undefined = sweep.filedAt;
      const isEarly = isFiled(step) && filedAt !== undefined && now() < filedAt;
      if (isEarly || remainingMilliseconds() < pageTime) return 'more';
      const page = await sweepPage(stores, sweep, found);
      if (page.isLater) return 'more';
      const next: SweepStep | undefined =
        page.cursor === undefined ? sweepSteps[sweepSteps.indexOf(step) + 1] : step;
      const { cursor: _former, ...rest } = sweep;
      sweep = {
        ...rest,
        removed: addRemovals(sweep.removed, page.removed),
        step: next ?? step,
        ...omitAbsent({ cursor: page.cursor }),
        ...(step === 'incoming' && stores.lake && { filedAt: now() + filingTime }),
      };
      if (next === undefined) break;
      if (!(await stores.sweeps.save(sweep))) return 'more';
    }
    await complete(stores, sweep, now());
  }
}

/** The one that is under way, else one of the erasures that wait. */
async function openSweep(stores: SweepStores, now: number): Promise<ErasureSweep | undefined> {
  const former = await stores.sweeps.read();
  if (former !== undefined) return former;
  const waiting: string[] = [];
  for await (const { id, plan, secondPassAt } of readReceipts(stores.receipts))
    if (plan !== undefined && secondPassAt !== undefined && waiting.length < mostReceipts) waiting.push(id);
  if (waiting.length === 0) return undefined;
  const sweep: ErasureSweep = { startedAt: now, receipts: waiting, step: sweepSteps[0], removed: {} };
  return (await stores.sweeps.begin(sweep)) ? sweep : stores.sweeps.read();
}

async function find(stores: SweepStores, sweep: ErasureSweep): Promise<Found> {
  const receipts: ErasureReceipt[] = [];
  for (const id of sweep.receipts) {
    const receipt = await stores.receipts.read(id);
    if (receipt !== undefined) receipts.push(receipt);
  }
  const people = await readPeople(receipts, stores.register);
  const policy = (await loadPublished(stores.programs))?.policy.identity;
  return {
    matcher: createPeopleMatcher(people, policy),
    index: indexPeople(people, policy),
    isWanted: chooseFiles(people, stores.timelineDays, sweep.startedAt),
  };
}

/** A step of the files that partition-lake has filed. */
function isFiled(step: SweepStep): boolean {
  return step === 'touchpoints' || step === 'decisions' || step === 'outcomes' || step === 'people';
}

async function sweepPage(
  { rejected, replies, deadLetters, lake }: SweepStores,
  { step, cursor }: ErasureSweep,
  { matcher, index, isWanted }: Found,
): Promise<SweptPage> {
  switch (step) {
    case 'rejected':
    case 'quarantine':
      return sweepRejected(rejected, matcher, step, cursor);
    case 'replies':
      return sweepReplies(replies, index, cursor);
    case 'deadLetters':
      return sweepDeadLetters(deadLetters, matcher, cursor);
    case 'incoming':
    case 'touchpoints':
    case 'decisions':
    case 'outcomes':
    case 'people':
      return lake === undefined ? nothing : sweepLake(lake, step, index, isWanted, cursor);
  }
}

function addRemovals(
  former: ErasureSweep['removed'],
  removals: readonly Removal[],
): Record<string, Record<string, number>> {
  const sum: Record<string, Record<string, number>> = structuredClone(former) as typeof sum;
  for (const { receipt, kind, number } of removals) {
    const counts = sum[receipt] ?? {};
    counts[kind] = (counts[kind] ?? 0) + number;
    sum[receipt] = counts;
  }
  return sum;
}

/** Each receipt first: a crash in between completes the others by the next run, and counts nothing twice. */
async function complete(
  { receipts, sweeps }: SweepStores,
  sweep: ErasureSweep,
  completedAt: number,
): Promise<void> {
  for (const id of sweep.receipts) {
    const receipt = await receipts.read(id);
    if (receipt?.plan === undefined) continue;
    const { plan: _personal, ...rest } = receipt;
    const removed: Record<string, number> = { ...receipt.removed };
    for (const [kind, number] of Object.entries(sweep.removed[id] ?? {}))
      removed[kind] = (removed[kind] ?? 0) + number;
    await receipts.save({ ...rest, removed, completedAt });
  }
  await sweeps.end(sweep);
}
