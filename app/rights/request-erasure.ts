/** Begins the erasure of a person, or finds the one that was begun: a person who is erased twice has one receipt. */

import { findPersonKey } from '../inspect/find-person.ts';
import type { ErasureReceipt } from '../ports/erasure-receipts.ts';
import { loadPublished } from '../publish/load-published.ts';
import type { ErasureStores } from './erase-person.ts';
import { findTrace, type OnTraceProgress, type TraceStores } from './find-trace.ts';
import { listTracedProfiles } from './person-trace.ts';
import { planErasure } from './plan-erasure.ts';
import { readReceipts } from './read-receipts.ts';

export interface ErasureRequest {
  /** As findTrace takes it. */
  readonly person: string;
  /** The ARN of the operator. */
  readonly by: string;
  /** Epoch ms. */
  readonly now: number;
}

/** Undefined: there is no such person. Throws RequestInvalidError. Nothing of the person is removed yet. */
export async function requestErasure(
  stores: Pick<ErasureStores, 'register' | 'receipts'> & TraceStores,
  { person, by, now }: ErasureRequest,
  onProgress?: OnTraceProgress,
): Promise<ErasureReceipt | undefined> {
  const former = await findReceipt(stores, person);
  if (former !== undefined) return former;
  const trace = await findTrace(person, stores, onProgress);
  if (trace === undefined) return undefined;
  const begun = await stores.receipts.read(trace.profileId);
  if (begun !== undefined) return begun;
  const receipt: ErasureReceipt = {
    id: trace.profileId,
    requestedAt: now,
    requestedBy: by,
    profileIds: listTracedProfiles(trace),
    removed: {},
    plan: await planErasure(trace, stores.timeline),
  };
  return (await stores.receipts.begin(receipt)) ? receipt : stores.receipts.read(receipt.id);
}

export type ReceiptStores = Pick<ErasureStores, 'register' | 'receipts'> &
  Pick<TraceStores, 'programs' | 'profiles'>;

/** The erasure that an id of the person, or of one of their profiles, leads to. */
export async function findReceipt(
  stores: ReceiptStores,
  person: string,
): Promise<ErasureReceipt | undefined> {
  return (await findMarked(stores, person)) ?? findOfProfile(stores, person);
}

/** By an id that is marked as erased. */
async function findMarked(
  { register, receipts, programs }: ReceiptStores,
  person: string,
): Promise<ErasureReceipt | undefined> {
  if (!(await register.isUsed())) return undefined;
  const policy = (await loadPublished(programs))?.policy.identity;
  const key = findPersonKey(person, policy);
  const [mark] = key === undefined ? [] : await register.find([key]);
  return mark && receipts.read(mark.receipt);
}

/** By the id of a profile that was erased, also of one that had ended in another one. */
async function findOfProfile(
  { profiles, receipts }: ReceiptStores,
  id: string,
): Promise<ErasureReceipt | undefined> {
  if (id.includes(':') || (await profiles.loadStored(id))?.erasedAt === undefined) return undefined;
  for await (const receipt of readReceipts(receipts)) if (receipt.profileIds.includes(id)) return receipt;
  return undefined;
}
