/** What an erasure would remove, before anything is changed. */

import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import type { ErasureReceipt } from '../ports/erasure-receipts.ts';
import { findTrace, type OnTraceProgress, type TraceStores } from './find-trace.ts';
import { listTracedProfiles } from './person-trace.ts';
import { planErasure } from './plan-erasure.ts';
import { findReceipt, type ReceiptStores } from './request-erasure.ts';

export interface ErasurePreview {
  readonly profileIds: readonly string[];
  readonly keys: readonly IdentityKey[];
  /** Number of places by their kind. */
  readonly places: Readonly<Record<string, number>>;
}

/** The receipt of a person whose erasure was begun; undefined: there is no such person. Throws RequestInvalidError. */
export async function previewErasure(
  stores: ReceiptStores & TraceStores,
  person: string,
  onProgress?: OnTraceProgress,
): Promise<ErasurePreview | { readonly receipt: ErasureReceipt } | undefined> {
  const receipt = await findReceipt(stores, person);
  if (receipt !== undefined) return { receipt };
  const trace = await findTrace(person, stores, onProgress);
  if (trace === undefined) return undefined;
  const plan = await planErasure(trace, stores.timeline);
  const places: Record<string, number> = {};
  for (const { kind } of plan.places) places[kind] = (places[kind] ?? 0) + 1;
  return { profileIds: listTracedProfiles(trace), keys: plan.keys, places };
}
