/** What the rows of a file would change in the stored profiles: the decisions of the engine, without a write. */
import type { Json } from '../../engine/base/json.ts';
import { findNormalizedAddress } from '../../engine/channels/addresses.ts';
import { parseConsentKey } from '../../engine/channels/consent-key.ts';
import { findPurpose } from '../../engine/channels/effective-consent.ts';
import { readStatements } from '../../engine/channels/stated-consents.ts';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import type { Program } from '../../engine/compile/program.ts';
import { decide } from '../../engine/decide/decide.ts';
import { createProfile, type Profile, readStated } from '../../engine/model/profile.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { findMessageDenial } from '../../engine/policy/admit.ts';
import type { TouchpointLine } from '../ingest/touchpoint-line.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import type { ProgramReader } from '../ports/program-store.ts';
import { loadPublished } from '../publish/load-published.ts';
import { emptySnapshot } from '../runtime/program-cache.ts';
import { findPerson, toTouchpoint } from './find-people.ts';

export interface ComparisonStores {
  readonly identities: Pick<IdentityStore, 'find' | 'read'>;
  readonly programs: ProgramReader;
  readonly profiles: Pick<ProfileStore, 'load'>;
}

export interface TraitCounts {
  /** The person has no value yet. */
  added: number;
  changed: number;
  removed: number;
  /** The same value, or one that a later statement keeps. */
  kept: number;
}

export interface ConsentCounts {
  /** Of rows that state a yes: those that give the person one. */
  granted: number;
  /** A no of the person or of the address is stronger. */
  refused: number;
  /** Rows that state a no. */
  denied: number;
}

export interface ChangeExample {
  readonly line: number;
  readonly trait: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

export interface RowComparison {
  rows: number;
  /** People, not rows. */
  readonly people: { created: number; known: number };
  /** Rows that an earlier import has counted already. */
  repeated: number;
  readonly traits: Map<string, TraitCounts>;
  readonly consents: Map<string, ConsentCounts>;
  /** The first changes of a value that is there. */
  readonly examples: ChangeExample[];
  /** Items of the database that were read. */
  reads: number;
}

const mostExamples = 20;

export interface Comparer {
  readonly comparison: RowComparison;
  add(line: TouchpointLine): Promise<void>;
}

/** People of earlier rows are remembered: the caller bounds the number of rows. `now`: epoch ms. */
export async function startComparison(stores: ComparisonStores, now: number): Promise<Comparer> {
  const program = compileProgram((await loadPublished(stores.programs)) ?? emptySnapshot);
  const comparison: RowComparison = {
    rows: 0,
    people: { created: 0, known: 0 },
    repeated: 0,
    traits: new Map(),
    consents: new Map(),
    examples: [],
    reads: 0,
  };
  const people = new Map<string, Profile>();
  const created = new Map<string, string>();
  const find = async (touchpoint: Touchpoint): Promise<Profile> => {
    const { profileId, keys, reads } = await findPerson(stores.identities, touchpoint);
    comparison.reads += reads;
    const names = keys.map(({ type, value }) => `${type}:${value}`);
    const id = profileId ?? names.flatMap((name) => created.get(name) ?? [])[0] ?? `new:${names[0]}`;
    if (profileId === undefined) for (const name of names) created.set(name, id);
    const known = people.get(id);
    if (known !== undefined) return known;
    comparison.people[profileId === undefined ? 'created' : 'known'] += 1;
    if (profileId === undefined) return createProfile(id, now);
    comparison.reads += 1;
    const stored = await stores.profiles.load(profileId, { consistent: false });
    // What is due is no change of the import.
    return { ...(stored ?? createProfile(id, now)), journeys: [], held: [], outbox: [] };
  };
  return {
    comparison,
    async add({ line, touchpoint: sent }) {
      const touchpoint = toTouchpoint(sent, now);
      const before = await find(touchpoint);
      const { profile: after, duplicates } = decide(
        before,
        [{ kind: 'touchpoint', touchpoint }],
        program,
        now,
      );
      people.set(before.id, after);
      comparison.rows += 1;
      if (duplicates.length > 0) {
        comparison.repeated += 1;
        return;
      }
      for (const trait of Object.keys(touchpoint.traits))
        compareTrait(comparison, line, trait, before, after);
      for (const { key = '', state } of readStatements(touchpoint.context['consent']) ?? [])
        await compareConsent(comparison, stores, program, key, state === 'denied', after);
    },
  };
}

function compareTrait(
  { traits, examples }: RowComparison,
  line: number,
  trait: string,
  before: Profile,
  after: Profile,
): void {
  const counts = traits.get(trait) ?? { added: 0, changed: 0, removed: 0, kept: 0 };
  traits.set(trait, counts);
  const [old, next] = [readStated(before, trait) ?? undefined, readStated(after, trait) ?? undefined];
  if (JSON.stringify(old) === JSON.stringify(next)) {
    counts.kept += 1;
    return;
  }
  counts[old === undefined ? 'added' : next === undefined ? 'removed' : 'changed'] += 1;
  if (old !== undefined && examples.length < mostExamples)
    examples.push({ line, trait, before: old, after: next });
}

async function compareConsent(
  comparison: RowComparison,
  { identities }: ComparisonStores,
  program: Program,
  key: string,
  isNo: boolean,
  after: Profile,
): Promise<void> {
  const counts = comparison.consents.get(key) ?? { granted: 0, refused: 0, denied: 0 };
  comparison.consents.set(key, counts);
  if (isNo) {
    counts.denied += 1;
    return;
  }
  const scope = parseConsentKey(key);
  if (scope === undefined) return;
  const address = findNormalizedAddress(after, scope.channel);
  if (after.consents[key]?.state !== 'denied' && address !== undefined) {
    comparison.reads += 1;
    const record = await identities.read(scope.channel, address, { consistent: false });
    const purpose = findPurpose(scope, program.topicPurposes);
    const isHeld = record !== undefined && findMessageDenial(record, { ...scope, purpose }) !== undefined;
    counts[isHeld ? 'refused' : 'granted'] += 1;
  } else counts[after.consents[key]?.state === 'denied' ? 'refused' : 'granted'] += 1;
}
