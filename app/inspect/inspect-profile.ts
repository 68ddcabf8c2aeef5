/** Reads everything that is stored of one person now. */
import type { Json } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { readPresentConsents } from '../../engine/channels/confirmed-address.ts';
import { listDevices, readPlatform } from '../../engine/channels/devices.ts';
import { mapTopicPurposes } from '../../engine/channels/effective-consent.ts';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import type { Device } from '../../engine/model/device.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import type { CapState } from '../../engine/model/timeline-entry.ts';
import { type Membership, readMembership } from '../../engine/segments/membership.ts';
import { readTrait } from '../../engine/traits/read-trait.ts';
import { loadPublished } from '../publish/load-published.ts';
import { countCaps } from './count-caps.ts';
import { type FoundIdentifier, findIdentifiers } from './find-identifiers.ts';
import { findProfileId } from './find-person.ts';
import { type InspectedAddress, inspectAddresses } from './inspect-addresses.ts';
import { readTimeline } from './read-timeline.ts';
import type { StageStores } from './stage-stores.ts';

/** Timeline entries that identifiers are collected from. */
const readEntries = 200;

export interface InspectedProfile {
  /** Its consents have their states for the present address. */
  readonly profile: Profile;
  readonly identifiers: readonly FoundIdentifier[];
  readonly computed: readonly (readonly [name: string, value: Json])[];
  readonly memberships: readonly (readonly [segment: string, Membership])[];
  readonly caps: readonly CapState[];
  readonly addresses: readonly InspectedAddress[];
  /** Latest first; with the platform and the last use of each. */
  readonly devices: readonly InspectedDevice[];
}

export interface InspectedDevice extends Device {
  readonly usedAt: number;
}

/** `person`: as findProfileId. `now`: epoch ms. Undefined when no profile is found. */
export async function inspectProfile(
  person: string,
  stores: Pick<StageStores, 'identities' | 'profiles' | 'timeline' | 'programs'>,
  now: number,
): Promise<InspectedProfile | undefined> {
  const profileId = await findProfileId(person, stores.identities, stores.programs);
  if (profileId === undefined) return undefined;
  const [profile, rows, snapshot] = await Promise.all([
    stores.profiles.load(profileId, { consistent: true }),
    readTimeline(stores, profileId, readEntries),
    loadPublished(stores.programs),
  ]);
  if (profile === undefined) return undefined;
  const entries = rows.flatMap((row) => (row.kind === 'entry' ? [row.entry] : []));
  return {
    profile: { ...profile, consents: readPresentConsents(profile, mapTopicPurposes(snapshot?.topics ?? [])) },
    identifiers: await findIdentifiers(profile, entries, stores.identities, snapshot?.policy.identity),
    computed: readComputed(profile, snapshot, now),
    memberships: listMemberships(profile),
    caps: snapshot === undefined ? [] : countCaps(profile, snapshot.policy, now),
    addresses: await inspectAddresses(profile, stores.identities, snapshot?.policy, now),
    devices: listDevices(profile).map((device) => ({
      ...device,
      usedAt: device.usedAt ?? device.at,
      ...omitAbsent({ platform: readPlatform(device) }),
    })),
  };
}

function listMemberships(profile: Profile): (readonly [string, Membership])[] {
  return Object.keys(profile.segments).flatMap((id) => {
    const membership = readMembership(profile, id);
    return membership === undefined ? [] : [[id, membership] as const];
  });
}

/** The declared ones; the hidden counters of conditions are not listed. */
function readComputed(
  profile: Profile,
  snapshot: ProgramSnapshot | undefined,
  now: number,
): [string, Json][] {
  if (snapshot === undefined) return [];
  const { traits } = compileProgram(snapshot);
  return Object.entries(profile.computed).flatMap(([id, state]): [string, Json][] => {
    const document = traits.get(id)?.document;
    if (document === undefined || id.startsWith('did:')) return [];
    return [[id, readTrait(state, document, now) ?? null]];
  });
}
