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
  /** Profiles that ended in another one, as they are stored; all above is of the profiles that they ended in. */
  readonly ended: readonly Profile[];
  /** The id of the profile that one of this id ended in, or the id itself. */
  findPerson(profileId: string): string;
}

export async function readFacts({ stores }: World): Promise<Facts> {
  const ids = stores.profiles.listIds();
  const profiles = await Promise.all(ids.map((id) => stores.profiles.load(id, { consistent: true })));
  const stored = await Promise.all(ids.map((id) => stores.profiles.loadStored(id)));
  const people = new Map(ids.map((id, index) => [id, profiles[index]?.id ?? id]));
  const findPerson = (id: string) => people.get(id) ?? id;
  const entries = stores.timeline
    .listAllEntries()
    .map((entry) => ({ ...entry, profileId: findPerson(entry.profileId) }));
  const owners = new Map<string, string[]>();
  for (const { touchpointId, profileId } of entries) {
    const known = owners.get(touchpointId) ?? [];
    owners.set(touchpointId, [...known, profileId]);
  }
  return {
    profiles: profiles.filter(
      (profile, index) => profile !== undefined && profile.id === ids[index],
    ) as Profile[],
    entries,
    messages: stores.ledger.listAll(),
    owners,
    ended: stored.filter((profile) => profile?.mergedInto !== undefined) as Profile[],
    findPerson,
  };
}
