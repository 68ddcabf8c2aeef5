/**
 * Removes erased people from the stores that a person does not lead into: each is read as a whole, for all erasures whose
 * second pass has ended. It continues where an earlier run has stopped, and each page can be repeated: a crash counts what
 * a page has removed too low, and leaves nothing.
 */
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { MINUTE } from '../../../engine/base/time-units.ts';
import type { ErasureReceipt, ErasureReceipts } from '../../ports/erasure-receipts.ts';
import type { ErasureReader } from '../../ports/erasure-register.ts';
import {
  type ErasureSweep,
  type ErasureSweeps,
  type SweepStep,
  sweepSteps,
} from '../../ports/erasure-sweeps.ts';
import type { ProgramReader } from '../../ports/program-store.ts';
import type { RejectedStore } from '../../ports/rejected-store.ts';
import { loadPublished } from '../../publish/load-published.ts';
import { readReceipts } from '../read-receipts.ts';
import { sweepRejected } from './sweep-rejected.ts';
import type { Removal, SweptPage } from './swept-page.ts';
import { createPeopleMatcher, type PeopleMatcher, readPeople, type SweptPerson } from './swept-people.ts';

export interface SweepStores {
  readonly receipts: ErasureReceipts;
  readonly register: Pick<ErasureReader, 'find'>;
  readonly sweeps: ErasureSweeps;
  readonly programs: ProgramReader;
  readonly rejected: RejectedStore;
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

interface Found {
  readonly people: readonly SweptPerson[];
  readonly matcher: PeopleMatcher;
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
      if (remainingMilliseconds() < pageTime) return 'more';
      const step: SweepStep = sweep.step;
      const page = await sweepPage(stores, sweep, found);
      const next: SweepStep | undefined =
        page.cursor === undefined ? sweepSteps[sweepSteps.indexOf(step) + 1] : step;
      const { cursor: _former, ...rest } = sweep;
      sweep = {
        ...rest,
        removed: addRemovals(sweep.removed, page.removed),
        step: next ?? step,
        ...omitAbsent({ cursor: page.cursor }),
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
  return { people, matcher: createPeopleMatcher(people, policy) };
}

function sweepPage(
  { rejected }: SweepStores,
  { step, cursor }: ErasureSweep,
  { matcher }: Found,
): Promise<SweptPage> {
  switch (step) {
    case 'rejected':
    case 'quarantine':
      return sweepRejected(rejected, matcher, step, cursor);
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
