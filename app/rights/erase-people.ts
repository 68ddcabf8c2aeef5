/** Continues every erasure of the stage that is under way: the passes that are due, and then the sweep. */
import { DAY, MINUTE } from '../../engine/base/time-units.ts';
import type { ErasureReceipt } from '../ports/erasure-receipts.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import { continueErasure, type ErasureStores } from './erase-person.ts';
import { readReceipts } from './read-receipts.ts';
import { type SweepStores, sweepErased } from './sweep/sweep-erased.ts';

export interface ErasePeopleStores extends ErasureStores {
  /** Called when a sweep is due. */
  readonly openSweep: () => Promise<SweepStores>;
}

export interface ErasePeopleOptions {
  /** Epoch ms. */
  readonly now: () => number;
  readonly remainingMilliseconds: () => number;
  readonly telemetry: Pick<Telemetry, 'count' | 'error'>;
  /** 32 random bytes, used by the first erasure of a stage. */
  readonly makeSalt: () => Uint8Array;
}

/** An erasure takes some hours. */
const lateAfter = DAY;
/** Milliseconds that a pass may need. A later run continues a longer one. */
const passTime = MINUTE;

/**
 * The erasures that were under way, as they are now. One that fails does not hold back the others. Throws its error at the
 * end.
 */
export async function erasePeople(
  stores: ErasePeopleStores,
  options: ErasePeopleOptions,
): Promise<readonly ErasureReceipt[]> {
  const { now, remainingMilliseconds, telemetry, makeSalt } = options;
  const continued: ErasureReceipt[] = [];
  let failure: { readonly error: unknown } | undefined;
  for await (const receipt of readReceipts(stores.receipts)) {
    if (receipt.plan === undefined) continue;
    telemetry.count('ErasuresLate', now() > receipt.requestedAt + lateAfter ? 1 : 0);
    continued.push(receipt);
    if (remainingMilliseconds() < passTime) continue;
    try {
      continued.splice(-1, 1, await continueErasure(stores, receipt, now(), makeSalt()));
    } catch (error) {
      telemetry.error('An erasure failed; the next run continues it', error, { receipt: receipt.id });
      failure ??= { error };
    }
  }
  const isSwept = continued.some(({ secondPassAt }) => secondPassAt !== undefined);
  if (isSwept) await sweepErased(await stores.openSweep(), { now, remainingMilliseconds });
  if (failure !== undefined) throw failure.error;
  if (!isSwept) return continued;
  return Promise.all(continued.map(async (each) => (await stores.receipts.read(each.id)) ?? each));
}
