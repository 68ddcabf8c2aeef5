/** Reads everything that is stored of one person now. */
import type { Json } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { readPresentConsents } from '../../engine/channels/confirmed-address.ts';
import { listDevices, readPlatform } from '../../engine/channels/devices.ts';
import { mapTopicPurposes } from '../../engine/channels/effective-consent.ts';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import type { Program } from '../../engine/compile/program.ts';
import type { Device } from '../../engine/model/device.ts';
import { listProfileIds, type Profile } from '../../engine/model/profile.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import type { CapState } from '../../engine/model/timeline-entry.ts';
import { type Membership, readMembership } from '../../engine/segments/membership.ts';
import { readTrait } from '../../engine/traits/read-trait.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import type { ProgramReader } from '../ports/program-store.ts';
import { loadPublished } from '../publish/load-published.ts';
import { countCaps } from './count-caps.ts';
import { type FoundIdentifier, findIdentifiers } from './find-identifiers.ts';
import { findProfileId } from './find-person.ts';
import { type InspectedAddress, inspectAddresses } from './inspect-addresses.ts';
import { type AddressAdmissions, readAdmissions } from './read-admissions.ts';
import { readTimelines } from './read-timeline.ts';
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
  /** Which messages each address gets; none before a program is published. */
  readonly admissions: readonly AddressAdmissions[];
  /** Latest first; with the platform and the last use of each. */
  readonly devices: readonly InspectedDevice[];
}

export interface InspectedDevice extends Device {
  readonly usedAt: number;
}

/** What is left out if a view does not show it: it costs reads of its own. */
export interface InspectedParts {
  readonly identifiers: boolean;
  readonly addresses: boolean;
}

interface InspectStores extends Pick<StageStores, 'identities' | 'profiles' | 'timeline'> {
  readonly programs: ProgramReader;
}

/** `person`: as findProfileId. `now`: epoch ms. Undefined when no profile is found. */
export async function inspectProfile(
  person: string,
  stores: InspectStores,
  now: number,
): Promise<InspectedProfile | undefined> {
  const profileId = await findProfileId(person, stores.identities, stores.programs);
  if (profileId === undefined) return undefined;
  const profile = await stores.profiles.load(profileId, { consistent: true });
  return profile && inspectLoaded(profile, stores, now);
}

/** The same of a profile that is loaded. */
export async function inspectLoaded(
  profile: Profile,
  stores: Omit<InspectStores, 'profiles'>,
  now: number,
  parts: InspectedParts = { identifiers: true, addresses: true },
): Promise<InspectedProfile> {
  const snapshot = await loadPublished(stores.programs);
  const reading = rememberReads(stores.identities);
  const [identifiers, addresses] = await Promise.all([
    parts.identifiers ? listIdentifiers(profile, stores, snapshot) : [],
    parts.addresses ? inspectAddresses(profile, reading, snapshot?.policy, now) : [],
  ]);
  return {
    profile: { ...profile, consents: readPresentConsents(profile, mapTopicPurposes(snapshot?.topics ?? [])) },
    identifiers,
    computed: readComputed(profile, snapshot, now),
    memberships: listMemberships(profile),
    caps: snapshot === undefined ? [] : countCaps(profile, snapshot.policy, now),
    addresses,
    admissions:
      snapshot === undefined ? [] : await readAdmissions(profile, addresses, reading, snapshot, now),
    devices: listDevices(profile).map((device) => ({
      ...device,
      usedAt: device.usedAt ?? device.at,
      ...omitAbsent({ platform: readPlatform(device) }),
    })),
  };
}

/** What is stored of an address is read once. */
function rememberReads(identities: Pick<IdentityStore, 'read'>): Pick<IdentityStore, 'read'> {
  const known = new Map<string, ReturnType<IdentityStore['read']>>();
  return {
    read(channel, address, options) {
      const name = `${channel} ${address}`;
      const found = known.get(name) ?? identities.read(channel, address, options);
      known.set(name, found);
      return found;
    },
  };
}

async function listIdentifiers(
  profile: Profile,
  { identities, timeline }: Pick<InspectStores, 'identities' | 'timeline'>,
  snapshot: ProgramSnapshot | undefined,
): Promise<readonly FoundIdentifier[]> {
  const rows = await readTimelines(timeline, listProfileIds(profile), readEntries);
  const entries = rows.flatMap((row) => (row.kind === 'entry' ? [row.entry] : []));
  return findIdentifiers(profile, entries, identities, snapshot?.policy.identity);
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
  const { traits } = compilePublished(snapshot);
  return Object.entries(profile.computed).flatMap(([id, state]): [string, Json][] => {
    const document = traits.get(id)?.document;
    if (document === undefined || id.startsWith('did:')) return [];
    return [[id, readTrait(state, document, now) ?? null]];
  });
}

const compiled = new WeakMap<ProgramSnapshot, Program>();

/** Once per published program, however many people are looked at. */
function compilePublished(snapshot: ProgramSnapshot): Program {
  const program = compiled.get(snapshot) ?? compileProgram(snapshot);
  compiled.set(snapshot, program);
  return program;
}
