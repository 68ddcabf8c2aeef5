/** What the rows of a file would change in the stored profiles: the decisions of the engine, without a write. */
import type { Json } from '../../engine/base/json.ts';
import { findNormalizedAddress } from '../../engine/channels/addresses.ts';
import { parseConsentKey } from '../../engine/channels/consent-key.ts';
import { findPurpose } from '../../engine/channels/effective-consent.ts';
import { readStatements } from '../../engine/channels/stated-consents.ts';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import type { Program } from '../../engine/compile/program.ts';
import { decide } from '../../engine/decide/decide.ts';
import { hashTouchpoint, mayHaveFallenOut } from '../../engine/decide/dedup-window.ts';
import { readImportId } from '../../engine/decide/undo-import.ts';
import type { IdentityPolicy } from '../../engine/model/documents/identity-policy.ts';
import { createProfile, type Profile, readStated } from '../../engine/model/profile.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { findMessageDenial } from '../../engine/policy/admit.ts';
import { hiddenValue } from '../../engine/policy/sensitive-fields.ts';
import type { TouchpointLine } from '../ingest/touchpoint-line.ts';
import { isHiddenTrait, listHidden } from '../inspect/hide-sensitive.ts';
import type { ErasureReader } from '../ports/erasure-register.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import type { ProgramReader } from '../ports/program-store.ts';
import type { TimelineStore } from '../ports/timeline-store.ts';
import { loadPublished } from '../publish/load-published.ts';
import { emptySnapshot } from '../runtime/program-cache.ts';
import { type CountedRows, countRow } from './find-erased-rows.ts';
import { type FoundPerson, startFinding, toTouchpoint } from './find-people.ts';
import { readEntries, type WholeTimeline } from './read-entries.ts';

export interface ComparisonStores {
  readonly identities: Pick<IdentityStore, 'find' | 'read'>;
  readonly programs: ProgramReader;
  readonly profiles: Pick<ProfileStore, 'load'>;
  readonly touchpoints: Pick<TimelineStore, 'listTouchpoints'>;
  readonly erasures?: Pick<ErasureReader, 'isUsed' | 'find'>;
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

export interface ReusedRows {
  rows: number;
  /** How many rows of which import were counted before; `undefined`: of an event that was not imported. */
  readonly imports: Map<string | undefined, number>;
  /** The first ones. */
  readonly lines: number[];
}

export interface RowComparison {
  rows: number;
  /** People, not rows. */
  readonly people: { created: number; known: number };
  /** Rows about people who were erased: the stage drops them. */
  readonly erased: CountedRows;
  /** Rows that an earlier import has counted already. */
  repeated: number;
  /** Rows with the id of one that was counted with other content: they do not count. */
  readonly reused: ReusedRows;
  /** Rows of events that are counted under another id: each would count once more. */
  readonly alike: ReusedRows;
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
  /** Of the published contact policy. */
  readonly identity: IdentityPolicy | undefined;
  add(line: TouchpointLine): Promise<void>;
}

/** People of earlier rows are remembered: the caller bounds the number of rows. `now`: epoch ms. */
export async function startComparison(stores: ComparisonStores, now: number): Promise<Comparer> {
  const snapshot = (await loadPublished(stores.programs)) ?? emptySnapshot;
  const program = compileProgram(snapshot);
  const hidden = listHidden(snapshot);
  const comparison: RowComparison = {
    rows: 0,
    people: { created: 0, known: 0 },
    erased: { rows: 0, lines: [] },
    repeated: 0,
    reused: { rows: 0, imports: new Map(), lines: [] },
    alike: { rows: 0, imports: new Map(), lines: [] },
    traits: new Map(),
    consents: new Map(),
    examples: [],
    reads: 0,
  };
  const people = new Map<string, Profile>();
  const finder = startFinding(stores, program.policy.identity);
  const load = async ({ profileId, isNew }: FoundPerson): Promise<Profile> => {
    const known = people.get(profileId);
    if (known !== undefined) return known;
    comparison.people[isNew ? 'created' : 'known'] += 1;
    if (isNew) return createProfile(profileId, now);
    comparison.reads += 1;
    const stored = await stores.profiles.load(profileId, { consistent: false });
    // What is due is no change of the import.
    return { ...(stored ?? createProfile(profileId, now)), journeys: [], held: [], outbox: [] };
  };
  const timelines = new Map<string, WholeTimeline>();
  const findCounted = async (
    profile: Profile,
    isCounted: (entry: WholeTimeline['entries'][number]) => boolean,
  ): Promise<Touchpoint | undefined> => {
    const timeline = timelines.get(profile.id) ?? (await readEntries(stores.touchpoints, profile, false));
    if (!timelines.has(profile.id)) comparison.reads += Math.max(1, timeline.entries.length);
    timelines.set(profile.id, timeline);
    return timeline.entries.find(isCounted)?.touchpoint;
  };
  return {
    comparison,
    identity: program.policy.identity,
    async add({ line, touchpoint: sent }) {
      const read = finder.countReads();
      const found = await finder.find(toTouchpoint(sent, now));
      comparison.rows += 1;
      comparison.reads += finder.countReads() - read;
      if (found === 'erased') countRow(comparison.erased, line);
      if (found === undefined || found === 'erased') return;
      const { touchpoint } = found.input;
      const before = await load(found);
      const { profile: after, duplicates } = decide(before, [found.input], program, now);
      const [repeat] = duplicates;
      const isOld = repeat === undefined && mayHaveFallenOut(before, touchpoint);
      const isSame = ({ touchpointId }: { readonly touchpointId: string }) => touchpointId === touchpoint.id;
      const counted = isOld || repeat?.reused === true ? await findCounted(before, isSame) : undefined;
      if (repeat !== undefined || counted !== undefined) {
        const isReused = repeat?.reused ?? !isSameContent(counted, touchpoint);
        if (isReused) addReused(comparison.reused, line, counted);
        else comparison.repeated += 1;
        people.set(found.profileId, before);
        return;
      }
      if (!found.isNew && touchpoint.type !== 'identify') {
        const alike = await findCounted(before, (entry) => isAlike(entry.touchpoint, touchpoint));
        if (alike !== undefined) addReused(comparison.alike, line, alike);
      }
      people.set(found.profileId, after);
      for (const trait of Object.keys(touchpoint.traits))
        compareTrait(comparison, { line, trait, isHidden: isHiddenTrait(trait, hidden) }, before, after);
      for (const { key = '', state } of readStatements(touchpoint.context['consent']) ?? [])
        await compareConsent(comparison, stores, program, key, state === 'denied', after);
    },
  };
}

function isSameContent(counted: Touchpoint | undefined, touchpoint: Touchpoint): boolean {
  return counted === undefined || hashTouchpoint(counted) === hashTouchpoint(touchpoint);
}

/** The same moment and content, whatever the id. */
function isAlike(counted: Touchpoint | undefined, touchpoint: Touchpoint): boolean {
  return (
    counted !== undefined &&
    counted.occurredAt === touchpoint.occurredAt &&
    isSameContent({ ...counted, id: touchpoint.id }, touchpoint)
  );
}

function addReused(reused: ReusedRows, line: number, counted: Touchpoint | undefined): void {
  reused.rows += 1;
  if (reused.lines.length < mostExamples) reused.lines.push(line);
  const importId = counted && readImportId({ touchpoint: counted });
  reused.imports.set(importId, (reused.imports.get(importId) ?? 0) + 1);
}

const hiddenExample = { before: hiddenValue, after: hiddenValue };

function compareTrait(
  { traits, examples }: RowComparison,
  { line, trait, isHidden }: { readonly line: number; readonly trait: string; readonly isHidden: boolean },
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
    examples.push({ line, trait, ...(isHidden ? hiddenExample : { before: old, after: next }) });
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
