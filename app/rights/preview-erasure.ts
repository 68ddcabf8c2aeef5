/** What an erasure would remove, before anything is changed. */

import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import type { ErasurePlan, ErasureReceipt } from '../ports/erasure-receipts.ts';
import { findTrace, type OnTraceProgress, type TraceStores } from './find-trace.ts';
import { listTracedProfiles } from './person-trace.ts';
import { planErasure } from './plan-erasure.ts';
import { findReceipt, type ReceiptStores } from './request-erasure.ts';

export interface ErasurePreview {
  readonly profileIds: readonly string[];
  readonly keys: readonly IdentityKey[];
  /** Ids that another person stated too: they stay. */
  readonly sharedKeys: readonly IdentityKey[];
  /** Entries of the timeline by their kind. */
  readonly entries: Readonly<Record<string, number>>;
  /** `email:anna@example.com`: their suppressions and consents are removed with them. */
  readonly addresses: readonly string[];
  /** Ids of journeys that the person is in. */
  readonly journeys: readonly string[];
  /** Places that are looked at, by their kind: not each of them has an item. */
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
  const entries: Record<string, number> = {};
  const plan = await planErasure(trace, stores.timeline, ({ kind }) => {
    entries[kind] = (entries[kind] ?? 0) + 1;
  });
  const profile = await stores.profiles.load(trace.profileId, { consistent: true });
  return {
    profileIds: listTracedProfiles(trace),
    keys: plan.keys,
    sharedKeys: (plan.passedOn ?? []).map(({ key }) => key),
    entries,
    addresses: listAddresses(plan),
    journeys: [...new Set((profile?.journeys ?? []).map(({ journey }) => journey))],
    places: countPlaces(plan),
  };
}

function listAddresses({ places }: ErasurePlan): readonly string[] {
  return places.flatMap((place) => (place.kind === 'address' ? [`${place.channel}:${place.address}`] : []));
}

function countPlaces({ places }: ErasurePlan): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { kind } of places) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
