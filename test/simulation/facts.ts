/** The contents of the stores when a world has come to rest, by person of the story. */
import type { LedgerMessage } from '../../app/ports/message-ledger.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';
import type { World } from './world.ts';

export interface Facts {
  readonly profiles: readonly Profile[];
  readonly entries: readonly TimelineEntry[];
  readonly messages: readonly LedgerMessage[];
  /** Touchpoint id → ids of the profiles that have it on their timeline. */
  readonly owners: ReadonlyMap<string, readonly string[]>;
}

export async function readFacts({ stores }: World): Promise<Facts> {
  const ids = stores.profiles.listIds();
  const profiles = await Promise.all(ids.map((id) => stores.profiles.load(id, { consistent: true })));
  const entries = stores.timeline.listAllEntries();
  const owners = new Map<string, string[]>();
  for (const { touchpointId, profileId } of entries) {
    const known = owners.get(touchpointId) ?? [];
    owners.set(touchpointId, [...known, profileId]);
  }
  return {
    profiles: profiles.filter((profile) => profile !== undefined),
    entries,
    messages: stores.ledger.listAll(),
    owners,
  };
}
